//! The list as text, for a ticket.

use std::fmt::Write as _;

use numberauth_protocol::{Carrier, Flow, Words};

use super::{ConsentFinding, ConsentVerdict, facts_of};
use crate::consent::seen::SeenConsent;
use crate::consent::wording::PhoneLanguage;

pub(super) fn text(
    seen: &SeenConsent,
    carrier: Option<Carrier>,
    findings: &[ConsentFinding],
) -> Words {
    let carrier = carrier.and_then(facts_of).map(|facts| &facts.name);
    let (flow_zh, flow_en) = match seen.flow {
        Flow::Login => ("一键登录", "one-tap login"),
        Flow::Verify => ("本机号码校验", "number verification"),
    };
    let (language_zh, language_en) = match seen.language {
        PhoneLanguage::Zh => ("手机语言：中文", "phone in Chinese"),
        PhoneLanguage::En => ("手机语言：英文", "phone in English"),
    };
    let version = env!("CARGO_PKG_VERSION");
    let head_zh = [
        Some(flow_zh),
        carrier.map(|name| name.zh.as_str()),
        Some(language_zh),
    ];
    let head_en = [
        Some(flow_en),
        carrier.map(|name| name.en.as_str()),
        Some(language_en),
    ];
    let head =
        |parts: [Option<&str>; 3]| parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let mut zh = format!(
        "授权页检查 · {}\nNumberAuth Lab {version}，模拟环境；不代表运营商或阿里云的审核\n",
        head(head_zh)
    );
    let mut en = format!(
        "Consent page check · {}\nNumberAuth Lab {version}, a simulation; no review by a carrier or by Alibaba Cloud\n",
        head(head_en)
    );
    for finding in findings {
        let (mark, zh_word, en_word) = match finding.verdict {
            ConsentVerdict::Holds => ("✓", "符合", "holds"),
            ConsentVerdict::Fails => ("✕", "不符合", "does not hold"),
            ConsentVerdict::NotSeen => ("?", "现在看不到", "cannot be seen now"),
        };
        line(
            &mut zh,
            mark,
            zh_word,
            &finding.what.zh,
            finding.said.as_ref().map(|said| said.zh.as_str()),
            &finding.source.zh,
        );
        line(
            &mut en,
            mark,
            en_word,
            &finding.what.en,
            finding.said.as_ref().map(|said| said.en.as_str()),
            &finding.source.en,
        );
    }
    Words { zh, en }
}

fn line(
    text: &mut String,
    mark: &str,
    verdict: &str,
    what: &str,
    said: Option<&str>,
    source: &str,
) {
    // Writing into a String cannot fail.
    let _ = writeln!(text, "{mark} [{verdict}] {what}");
    if let Some(said) = said {
        let _ = writeln!(text, "    {said}");
    }
    let _ = writeln!(text, "    ({source})");
}
