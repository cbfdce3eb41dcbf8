//! The page's own words, in both languages.

use maud::{Markup, Render, html};
use numberauth_protocol::{DeviceCarrier, Party, Words};

/// A text in both languages; the page shows the chosen one.
#[derive(Clone, Copy)]
pub(super) struct Both<'a> {
    zh: &'a str,
    en: &'a str,
}

impl Render for Both<'_> {
    fn render(&self) -> Markup {
        let Self { zh, en } = self;
        html! {
            @if zh == en { (zh) } @else { span lang="zh-CN" { (zh) } span lang="en" { (en) } }
        }
    }
}

impl<'a> From<&'a Words> for Both<'a> {
    fn from(words: &'a Words) -> Self {
        Self {
            zh: &words.zh,
            en: &words.en,
        }
    }
}

/// Words in a picture: two SVG texts at one place where the languages differ; `class` is both's.
pub(super) fn svg_text(words: Both, class: &str, x: usize, y: usize) -> Markup {
    let Both { zh, en } = words;
    html! {
        @if zh == en {
            text class=(class) x=(x) y=(y) { (zh) }
        } @else {
            text class=(class) x=(x) y=(y) lang="zh-CN" { (zh) }
            text class=(class) x=(x) y=(y) lang="en" { (en) }
        }
    }
}

macro_rules! words {
    ($($name:ident = $zh:literal, $en:literal;)*) => {
        $(pub(super) const $name: Both<'static> = Both { zh: $zh, en: $en };)*
    };
}

words! {
    TITLE = "测试证据", "Test evidence";
    SIMULATION = "模拟 · 未连接运营商和云", "SIMULATION · no carrier and no cloud was called";
    LANGUAGE = "语言", "Language";
    ALL_EXPECTED = "全部符合预期", "Everything came as expected";
    SOME_UNEXPECTED = "个场景不符合预期", "not as expected";
    NOTHING_RUN = "什么都没有运行", "Nothing was run";
    PARTIAL = "不完整：运行在结束前被停止，下面只有已完成的部分。", "Partial: the run was stopped before its end; only what was finished is below.";
    KIND = "内容", "Content";
    KIND_RUN = "所选场景", "Chosen scenarios";
    KIND_MATRIX = "真值矩阵", "Truth matrix";
    KIND_REPRODUCTION = "复现一个返回码", "A code, reproduced";
    SEED = "种子", "Seed";
    GENERATOR = "生成程序", "Made by";
    REPORT_HASH = "报告 SHA-256", "Report SHA-256";
    PLANNED = "计划", "planned";
    PASSED = "符合预期", "as expected";
    FAILED = "不符合预期", "not as expected";
    BROKEN = "无法做完", "could not be finished";
    NOT_RUN = "未运行", "not run";
    SCENARIOS = "场景", "Scenarios";
    CELLS = "矩阵格", "Matrix keys";
    OBSERVED = "已观察到", "observed";
    UNEXPECTED = "不符合预期", "unexpected";
    IMPOSSIBLE = "不可能", "impossible";
    ABOUT_NUMBERS = "号码、手输的数字和 token 都已遮盖；号码由种子生成，不属于任何人。时间是场景自己的模拟时钟（UTC）。", "Numbers, typed digits and tokens are redacted; numbers are made up from the seed and are nobody's. Times are each scenario's own simulated clock (UTC).";
    ABOUT_HASH = "哈希能发现损坏，不能防伪造。要核对，请用同一次运行的 JSON 报告（命令行加 --json，或在窗口里导出）重新运行：", "The hash tells damage, not forgery. To check, run everything again from the same run's JSON report (--json on the command line, or exported in the window):";
    HEAT_MAP = "矩阵", "Matrix";
    HEAT_MAP_ABOUT = "结果码 × 调用 × 运营商；每格四个标记：左上蜂窝、右上 Wi-Fi、左下热点、右下未知。点标记看证据。", "Code × call × carrier; four marks a cell: cellular top left, Wi-Fi top right, hotspot bottom left, unknown bottom right. Click a mark for its evidence.";
    CODE = "结果码", "Code";
    WHY_IMPOSSIBLE = "为什么不可能", "Why keys are impossible";
    KEYS = "格数", "keys";
    UNEXPECTED_CASES = "不符合预期的场景", "Not as expected";
    EXPECTED_CASES = "符合预期的场景", "As expected";
    SCENARIO = "场景", "Scenario";
    SCENARIO_HASH = "场景文件 SHA-256", "Scenario file's SHA-256";
    DEVICE = "手机", "Phone";
    OWNER = "热点主人", "hotspot's owner";
    WHY = "原因", "Why";
    OUTCOME = "结局", "Outcome";
    BEGAN = "开始", "Began";
    TOOK = "用时", "Took";
    EXPECTED = "应为", "expected";
    STEPS = "步骤", "Steps";
    PLACE = "位置", "Place";
    TIME = "时间", "Time";
    ACT = "动作", "Act";
    MUST = "应为", "Expected";
    CAME = "实际", "Observed";
    UNTICKED = "未勾选，没有调用", "box unticked, no call";
    DONE = "完成", "done";
    CANNOT = "做不到：", "impossible: ";
    SEQUENCE = "时序图", "Sequence";
    TIMELINE = "时间线", "Timeline";
    LEGEND = "实线：请求 · 细线：成功的答复 · 点划线加 ✕：失败 · 虚线：迟到，已丢弃 · ⚠：故障", "solid: request · thin: good answer · dash-dot with ✕: failure · dashed: late, dropped · ⚠: fault";
    LATE = "迟到，已丢弃", "late, dropped";
    LOST = "没有答复", "no answer";
    FAULT = "故障", "fault";
    CELLULAR = "蜂窝 4G", "cellular";
    WIFI = "Wi-Fi", "Wi-Fi";
    HOTSPOT = "热点", "hotspot";
    UNKNOWN = "未知网络", "unknown network";
    MACHINE = "这台电脑的网络", "this machine's network";
}

/// A fault's mark in the journal, in words; one that is not known as it stands there.
pub(super) fn fault(mark: &str) -> Words {
    let whole = |zh: &str| zh.to_owned();
    let between = |before: &str, after: &str| mark.strip_prefix(before)?.strip_suffix(after);
    let zh = match mark {
        "no answer" => whole("始终不答"),
        "connection refused" => whole("连接被拒绝"),
        "connection reset" => whole("连接被重置"),
        "empty reply" => whole("空答复"),
        "cut" => whole("答复中断"),
        "bad JSON" => whole("JSON 坏了"),
        "wrong content type" => whole("内容类型不对"),
        "carrier refuses" => whole("运营商拒绝"),
        "throttled" => whole("被限流（429）"),
        "out of service" => whole("业务停机"),
        "permission denied" => whole("RAM 无权限"),
        _ => [
            ("delay ", " ms", "推迟 ", " ms"),
            ("jitter ", " ms", "随机推迟 ", " ms"),
            ("slow drip ", " ms", "答复分散在 ", " ms 里"),
            ("clock skew ", " s", "时钟 ", " 秒"),
            ("carrier refuses ", "", "运营商拒绝 ", ""),
        ]
        .into_iter()
        .find_map(|(before, after, zh_before, zh_after)| {
            Some(format!("{zh_before}{}{zh_after}", between(before, after)?))
        })
        .unwrap_or_else(|| mark.to_owned()),
    };
    Words {
        zh,
        en: mark.to_owned(),
    }
}

/// Why a hop failed, in words; a reason that is not known as the program gave it.
pub(super) fn reason(reason: &str) -> Words {
    let zh = match reason {
        "superseded" => "被新的调用取代".to_owned(),
        "call order" => "调用顺序不对".to_owned(),
        "connection refused" => "连接被拒绝".to_owned(),
        "connection reset" => "连接被重置".to_owned(),
        "connection lost" => "连接中途断开".to_owned(),
        "reply cut short" => "答复中断，没有收完整".to_owned(),
        "reply too long" => "答复太长".to_owned(),
        "reply is not this gateway's JSON" => "答复不是网关的 JSON".to_owned(),
        "reply's content type is not JSON" => "答复自称不是 JSON".to_owned(),
        "reply is incomplete" => "答复不完整".to_owned(),
        "empty reply" => "连接关闭，没有答复".to_owned(),
        "no answer" => "没有答复".to_owned(),
        "the program is shutting down" => "程序正在关闭".to_owned(),
        "the caller's timeout" => "超过了调用方的 timeout".to_owned(),
        _ => [
            ("no answer within ", " s", "", " 秒内没有答复"),
            ("no connection: ", "", "连接不上：", ""),
            (
                "HTTP ",
                ", but not an answer of this API",
                "HTTP ",
                "，但不是这个 API 的答复",
            ),
        ]
        .into_iter()
        .find_map(|(before, after, zh_before, zh_after)| {
            // What another program said stays as it is.
            let (known, said) = match after {
                "" => (reason, ""),
                _ => reason.split_once(after)?,
            };
            let value = known.strip_prefix(before)?;
            Some(format!("{zh_before}{value}{zh_after}{said}"))
        })
        .unwrap_or_else(|| reason.to_owned()),
    };
    Words {
        zh,
        en: reason.to_owned(),
    }
}

pub(super) fn party(party: Party) -> Both<'static> {
    let (zh, en) = match party {
        Party::Cloud => ("云 API", "cloud API"),
        Party::Server => ("您的服务端", "your server"),
        Party::Page => ("页面", "page"),
        Party::Sdk => ("SDK", "SDK"),
        Party::Gateway => ("网关", "gateway"),
        Party::Carrier => ("运营商", "carrier"),
    };
    Both { zh, en }
}

pub(super) fn carrier(carrier: DeviceCarrier) -> Both<'static> {
    let (zh, en) = match carrier {
        DeviceCarrier::Cm => ("中国移动", "China Mobile"),
        DeviceCarrier::Cu => ("中国联通", "China Unicom"),
        DeviceCarrier::Ct => ("中国电信", "China Telecom"),
        DeviceCarrier::Other => ("其他运营商", "another carrier"),
    };
    Both { zh, en }
}

pub(super) fn network(network: numberauth_protocol::Network) -> Both<'static> {
    use numberauth_protocol::Network;
    match network {
        Network::Cellular => CELLULAR,
        Network::Wifi => WIFI,
        Network::Hotspot => HOTSPOT,
        Network::Unknown => UNKNOWN,
        Network::Machine => MACHINE,
    }
}

pub(super) fn matrix_network(network: crate::MatrixNetwork) -> Both<'static> {
    use crate::MatrixNetwork;
    match network {
        MatrixNetwork::Cellular => CELLULAR,
        MatrixNetwork::Wifi => WIFI,
        MatrixNetwork::Hotspot => HOTSPOT,
        MatrixNetwork::Unknown => UNKNOWN,
    }
}

pub(super) fn outcome(outcome: crate::Outcome) -> Both<'static> {
    use crate::Outcome;
    let (zh, en) = match outcome {
        Outcome::SignedIn => ("已登录", "signed in"),
        Outcome::Pass => ("PASS：是这个号码", "PASS: it is this number"),
        Outcome::Reject => ("REJECT：是另一个号码", "REJECT: it is another number"),
        Outcome::Unknown => ("UNKNOWN：无法判断", "UNKNOWN: it cannot be told"),
        Outcome::Nothing => ("没有号码，也没有结论", "neither a number nor a verdict"),
    };
    Both { zh, en }
}

#[cfg(test)]
mod tests {
    use numberauth_simulator::FaultEffect;

    use super::*;

    #[test]
    fn each_fault_that_can_be_armed_is_told_in_chinese_too() {
        for effect in [
            r#"{"kind":"delay","ms":3000}"#,
            r#"{"kind":"jitter","least_ms":0,"most_ms":5,"seed":1}"#,
            r#"{"kind":"hang"}"#,
            r#"{"kind":"refuse"}"#,
            r#"{"kind":"reset"}"#,
            r#"{"kind":"empty_reply"}"#,
            r#"{"kind":"cut"}"#,
            r#"{"kind":"bad_json"}"#,
            r#"{"kind":"wrong_content_type"}"#,
            r#"{"kind":"slow_drip","ms":5}"#,
            r#"{"kind":"throttle"}"#,
            r#"{"kind":"out_of_service"}"#,
            r#"{"kind":"permission_denied"}"#,
            r#"{"kind":"clock_skew","seconds":-3600}"#,
            r#"{"kind":"carrier"}"#,
            r#"{"kind":"carrier","code":"104018"}"#,
        ] {
            let effect: FaultEffect = serde_json::from_str(effect).unwrap();
            let mark = effect.to_string();
            let Words { zh, en } = fault(&mark);
            assert_eq!(en, mark);
            assert!(
                zh.chars()
                    .any(|letter| ('\u{3400}'..='\u{9fff}').contains(&letter)),
                "{mark}: {zh}"
            );
        }
        assert_eq!(fault("503").zh, "503");
        assert_eq!(fault("carrier refuses 104018").zh, "运营商拒绝 104018");
    }

    #[test]
    fn a_reason_reads_as_it_does_in_the_window() {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../ui/src/messages/zh.json"
        );
        let messages = std::fs::read_to_string(file).unwrap();
        let messages: serde_json::Value = serde_json::from_str(&messages).unwrap();
        let reasons = messages["reason"].as_object().unwrap();
        assert!(reasons.len() > 10, "{reasons:?}");
        for (name, said) in reasons {
            assert_eq!(reason(name).zh, *said, "{name}");
        }
    }
}
