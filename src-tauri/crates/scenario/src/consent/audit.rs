//! The judgement of a page as it is seen.

mod evidence;
mod report;

use numberauth_protocol::{Carrier, CarrierFacts, Flow, Words, carrier_facts, redact};
use serde::Serialize;
use ts_rs::TS;

pub(crate) use evidence::Evidence;

use super::button::{ButtonSaying, button_saying};
use super::rules::{ConsentRule, RuleEntry, consent_rules, inducement};
use super::seen::{ConsentPart, SeenConsent, SeenPage, SeenPart};
use super::sight::Trouble;
use super::wording::ExpectedWording;

/// Whether a rule holds on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConsentVerdict {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// It cannot be seen now.
    NotSeen,
}

/// What one rule says of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ConsentFinding {
    /// The rule.
    pub rule: ConsentRule,
    /// Whether it holds.
    pub verdict: ConsentVerdict,
    /// What must hold.
    pub what: Words,
    /// Why it must.
    pub why: Words,
    /// Where that is written.
    pub source: Words,
    /// What is seen instead, or what to do so that it can be seen.
    pub said: Option<Words>,
}

/// The judgement of the page that is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ConsentAudit {
    /// Whose agreement and slogan were looked for; none where all three carriers' are asked for, or none is known.
    pub carrier: Option<Carrier>,
    /// One finding a rule.
    pub findings: Vec<ConsentFinding>,
    /// How many hold.
    pub holds: usize,
    /// How many do not.
    pub fails: usize,
    /// How many cannot be seen now.
    pub not_seen: usize,
    /// All of it as text, for a ticket.
    pub report: Words,
}

/// What a rule comes to.
enum Judged {
    Holds,
    Fails(Words),
    NotSeen(Words),
}

fn fails(zh: impl Into<String>, en: impl Into<String>) -> Judged {
    let (zh, en) = (zh.into(), en.into());
    Judged::Fails(Words { zh, en })
}

fn not_seen(zh: &str, en: &str) -> Judged {
    let (zh, en) = (zh.to_owned(), en.to_owned());
    Judged::NotSeen(Words { zh, en })
}

fn arrival_not_seen() -> Judged {
    not_seen(
        "没有看到页面是怎样出现的：请按“重来”",
        "Nobody saw the page arrive: press Start over",
    )
}

impl Judged {
    /// The first that does not hold, a failure before what cannot be seen.
    fn all(judged: impl IntoIterator<Item = Self>) -> Self {
        let mut unseen = None;
        for one in judged {
            match one {
                Self::Holds => {}
                Self::Fails(_) => return one,
                Self::NotSeen(_) => unseen = unseen.or(Some(one)),
            }
        }
        unseen.unwrap_or(Self::Holds)
    }

    /// `next`, if this holds.
    fn and(self, next: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Holds => next(),
            other => other,
        }
    }
}

/// Judges what is seen.
pub(crate) fn judge(
    seen: &SeenConsent,
    expected: &ExpectedWording,
    evidence: &Evidence,
) -> ConsentAudit {
    let claimed = seen.page.as_ref().and_then(|page| page.carrier);
    let carrier = match seen.flow {
        Flow::Login => evidence.mask_carrier.or(claimed),
        Flow::Verify => None,
    };
    let findings: Vec<_> = consent_rules()
        .iter()
        .filter(|entry| entry.flows.contains(&seen.flow))
        .map(|entry| {
            let judged = match &seen.page {
                None => not_seen(
                    "手机上现在不是授权页：请按“开始”或“重来”",
                    "The phone does not show the consent page: press Start or Start over",
                ),
                Some(page) => Eye {
                    seen,
                    page,
                    carrier,
                    expected,
                    evidence,
                }
                .judge(entry.rule),
            };
            finding(entry, judged)
        })
        .collect();
    let count = |verdict| findings.iter().filter(|one| one.verdict == verdict).count();
    let (holds, failed, unseen) = (
        count(ConsentVerdict::Holds),
        count(ConsentVerdict::Fails),
        count(ConsentVerdict::NotSeen),
    );
    ConsentAudit {
        carrier,
        holds,
        fails: failed,
        not_seen: unseen,
        report: report::text(seen, carrier, &findings),
        findings,
    }
}

fn finding(entry: &RuleEntry, judged: Judged) -> ConsentFinding {
    let (verdict, said) = match judged {
        Judged::Holds => (ConsentVerdict::Holds, None),
        Judged::Fails(said) => (ConsentVerdict::Fails, Some(said)),
        Judged::NotSeen(said) => (ConsentVerdict::NotSeen, Some(said)),
    };
    ConsentFinding {
        rule: entry.rule,
        verdict,
        what: entry.what.clone(),
        why: entry.why.clone(),
        source: entry.source.clone(),
        said,
    }
}

/// One look at a page.
struct Eye<'a> {
    seen: &'a SeenConsent,
    page: &'a SeenPage,
    carrier: Option<Carrier>,
    expected: &'a ExpectedWording,
    evidence: &'a Evidence,
}

impl Eye<'_> {
    fn judge(&self, rule: ConsentRule) -> Judged {
        match rule {
            ConsentRule::BeforeToken => self.before_token(),
            ConsentRule::AppName => self.app_name(),
            ConsentRule::MaskedNumber => self.masked_number(),
            ConsentRule::Slogan => self.slogan(),
            ConsentRule::ButtonText => self.button_text(),
            ConsentRule::OtherWay => self.can_be_pressed(ConsentPart::OtherWay),
            ConsentRule::WayOut => self.can_be_pressed(ConsentPart::WayOut),
            ConsentRule::CarrierAgreement => self.carrier_agreement(),
            ConsentRule::AppAgreements => self.app_agreements(),
            ConsentRule::BoxUnticked => self.box_unticked(),
            ConsentRule::RefusedWithoutTick => self.refused_without_tick(),
            ConsentRule::NothingHidden => self.nothing_hidden(),
            ConsentRule::NoInducement => self.no_inducement(),
            ConsentRule::SimulationMark => self.simulation_mark(),
            ConsentRule::ReadableText
            | ConsentRule::SafeLink
            | ConsentRule::OwnAgreements
            | ConsentRule::NoNumber
            | ConsentRule::PrivacyNamed => not_seen("只用于文案", "For wordings only"),
        }
    }

    fn of(&self, part: ConsentPart) -> impl Iterator<Item = &SeenPart> {
        self.page.parts.iter().filter(move |one| one.part == part)
    }

    /// The part is there, and each of it can be seen.
    fn visible(&self, part: ConsentPart) -> Judged {
        if self.of(part).next().is_none() {
            return fails("页面上没有", "It is not on the page");
        }
        Judged::all(self.of(part).map(in_sight))
    }

    fn can_be_pressed(&self, part: ConsentPart) -> Judged {
        self.visible(part).and(|| {
            if self.of(part).all(|one| one.pressable) {
                Judged::Holds
            } else {
                fails("按不下去", "It cannot be pressed")
            }
        })
    }

    fn before_token(&self) -> Judged {
        if self.page.arrived_after.is_none() {
            return arrival_not_seen();
        }
        match self.evidence.token_before_page {
            Some(false) => Judged::Holds,
            Some(true) => fails(
                "取到掩码以后、页面出现以前，已经调用过 getLoginToken",
                "getLoginToken was called after the mask came and before the page",
            ),
            None => not_seen(
                "记录里没有这次取掩码的调用：请按“重来”",
                "The journal does not hold this mask's call: press Start over",
            ),
        }
    }

    fn app_name(&self) -> Judged {
        self.visible(ConsentPart::AppName).and(|| {
            let shown = self.of(ConsentPart::AppName).next();
            let shown = shown.map_or("", |part| part.text.trim());
            let name = self.expected.app_name.as_str();
            if shown == name {
                Judged::Holds
            } else {
                let shown = as_told(shown);
                fails(
                    format!("页面上写的是“{shown}”，应为“{name}”"),
                    format!("The page says \"{shown}\" in place of \"{name}\""),
                )
            }
        })
    }

    fn masked_number(&self) -> Judged {
        let parts = [
            (ConsentPart::NumberHead, 1),
            (ConsentPart::NumberSlot, 4),
            (ConsentPart::NumberTail, 1),
        ];
        for (part, count) in parts {
            if self.of(part).count() != count {
                return fails(
                    "掩码号码不完整：应有前三位、四个空位和后四位",
                    "The masked number is not whole: three digits, four slots, four digits",
                );
            }
        }
        let digits = |part, count| {
            self.of(part).all(|one| {
                one.text.len() == count && one.text.bytes().all(|byte| byte.is_ascii_digit())
            })
        };
        if !digits(ConsentPart::NumberHead, 3) || !digits(ConsentPart::NumberTail, 4) {
            return fails(
                "两端应是前三位和后四位数字",
                "Its ends should be the first three digits and the last four",
            );
        }
        Judged::all(parts.map(|(part, _)| self.visible(part)))
    }

    fn slogan(&self) -> Judged {
        let Some(facts) = self.carrier.and_then(facts_of) else {
            return unknown_carrier();
        };
        self.visible(ConsentPart::Slogan).and(|| {
            let said = |one: &SeenPart| one.text.contains(&facts.slogan);
            if self.of(ConsentPart::Slogan).any(said) {
                Judged::Holds
            } else {
                fails(
                    format!("应为“{}”", facts.slogan),
                    format!("It should say \"{}\"", facts.slogan),
                )
            }
        })
    }

    fn button_text(&self) -> Judged {
        self.can_be_pressed(ConsentPart::Button).and(|| {
            for button in self.of(ConsentPart::Button) {
                let shown = as_told(&button.text);
                match button_saying(&button.text, self.seen.language) {
                    ButtonSaying::SaysIt => {}
                    ButtonSaying::Missing => {
                        return fails(
                            format!("按钮写的是“{shown}”"),
                            format!("The button says \"{shown}\""),
                        );
                    }
                    ButtonSaying::Negated(_) => {
                        return fails(
                            format!("按钮写的是“{shown}”，说的正好相反"),
                            format!("The button says \"{shown}\": the contrary"),
                        );
                    }
                    ButtonSaying::OnlyNamed(_) => {
                        return fails(
                            format!("按钮写的是“{shown}”，没有说按下去会登录"),
                            format!(
                                "The button says \"{shown}\", and not that pressing it logs in"
                            ),
                        );
                    }
                }
            }
            Judged::Holds
        })
    }

    fn carrier_agreement(&self) -> Judged {
        let wanted: Vec<_> = match self.seen.flow {
            Flow::Verify => carrier_facts().iter().collect(),
            Flow::Login => self.carrier.and_then(facts_of).into_iter().collect(),
        };
        if wanted.is_empty() {
            return unknown_carrier();
        }
        Judged::all(wanted.into_iter().map(|facts| {
            let agreement = &facts.agreement;
            self.agreement(
                ConsentPart::CarrierAgreement,
                &agreement.name,
                Some(&agreement.url),
            )
        }))
    }

    fn app_agreements(&self) -> Judged {
        if self.expected.agreements.is_empty() {
            return fails(
                "没有应用自己的协议",
                "There is no agreement of the app's own",
            );
        }
        Judged::all(self.expected.agreements.iter().map(|agreement| {
            self.agreement(
                ConsentPart::AppAgreement,
                &agreement.name,
                agreement.url.as_deref(),
            )
        }))
    }

    fn agreement(&self, part: ConsentPart, name: &str, url: Option<&str>) -> Judged {
        let Some(shown) = self.of(part).find(|one| one.text.contains(name)) else {
            return fails(format!("缺 {name}"), format!("{name} is missing"));
        };
        in_sight(shown).and(|| {
            if !shown.pressable {
                fails(format!("{name} 打不开"), format!("{name} cannot be opened"))
            } else if url.is_some() && shown.address.as_deref() != url {
                fails(
                    format!("{name} 的链接不对"),
                    format!("{name} leads to another address"),
                )
            } else {
                Judged::Holds
            }
        })
    }

    fn box_unticked(&self) -> Judged {
        self.can_be_pressed(ConsentPart::Box)
            .and(|| match self.page.ticked_by_itself {
                Some(false) => Judged::Holds,
                Some(true) => fails(
                    "没有人动手，方框就已经勾选了",
                    "It is ticked, and nobody ticked it by hand",
                ),
                None => arrival_not_seen(),
            })
    }

    fn refused_without_tick(&self) -> Judged {
        match &self.page.refusal {
            None => not_seen(
                "填好以后，不勾选，按一下按钮就知道",
                "Fill in the page, leave the box unticked and press the button",
            ),
            Some(refusal) if refusal.busy || self.evidence.calls_after_refusal > 0 => fails(
                "没有勾选，按下按钮却发出了调用",
                "Without the tick, the press made a call",
            ),
            Some(refusal) if refusal.asked_for_tick => Judged::Holds,
            Some(refusal) if refusal.asked_otherwise => not_seen(
                "上一次按下时号码还没填完：填好以后，不勾选再按一次",
                "The number was not complete at the last press: fill it in, and press again without the tick",
            ),
            Some(_) => fails(
                "没有勾选，按下按钮也没有提示",
                "Without the tick, the press gave no hint",
            ),
        }
    }

    fn nothing_hidden(&self) -> Judged {
        let mut troubles = Vec::new();
        let mut scrolled = None;
        for part in &self.page.parts {
            match part.sight.trouble() {
                None => {}
                Some(Trouble::ScrolledAway) => scrolled = scrolled.or(Some(in_sight(part))),
                Some(trouble) => troubles.push((part_name(part), trouble.words())),
            }
        }
        if self.page.parts.is_empty() {
            return fails("页面上什么也没有", "There is nothing on the page");
        }
        if troubles.is_empty() {
            return scrolled.unwrap_or(Judged::Holds);
        }
        let zh: Vec<_> = troubles
            .iter()
            .map(|(part, how)| format!("{}：{}", part.zh, how.zh))
            .collect();
        let en: Vec<_> = troubles
            .iter()
            .map(|(part, how)| format!("{}: {}", part.en, how.en))
            .collect();
        fails(zh.join("；"), en.join("; "))
    }

    fn no_inducement(&self) -> Judged {
        match inducement(&self.page.text) {
            None => Judged::Holds,
            Some(word) => fails(
                format!("页面上有“{word}”"),
                format!("The page says \"{word}\""),
            ),
        }
    }

    fn simulation_mark(&self) -> Judged {
        self.visible(ConsentPart::SimulationMark).and(|| {
            let says_it = |one: &SeenPart| one.text.contains("SIMULATION");
            if self.of(ConsentPart::SimulationMark).any(says_it) {
                Judged::Holds
            } else {
                fails("标记上没有 SIMULATION", "The mark does not say SIMULATION")
            }
        })
    }
}

fn facts_of(carrier: Carrier) -> Option<&'static CarrierFacts> {
    carrier_facts()
        .iter()
        .find(|facts| facts.carrier == carrier)
}

fn unknown_carrier() -> Judged {
    fails(
        "不知道是哪家运营商的号码",
        "Nothing says which carrier's number it is",
    )
}

fn in_sight(part: &SeenPart) -> Judged {
    let Some(trouble) = part.sight.trouble() else {
        return Judged::Holds;
    };
    let (name, how) = (part_name(part), trouble.words());
    let said = Words {
        zh: format!("{}：{}", name.zh, how.zh),
        en: format!("{}: {}", name.en, how.en),
    };
    match trouble {
        Trouble::ScrolledAway => Judged::NotSeen(said),
        _ => Judged::Fails(said),
    }
}

/// A text of the page as a finding repeats it: it goes into a ticket, so a number in it is masked.
fn as_told(text: &str) -> String {
    redact::scrub(text.trim())
}

/// What a part is called; an agreement by its own name.
fn part_name(part: &SeenPart) -> Words {
    let (zh, en) = match part.part {
        ConsentPart::SimulationMark => ("模拟标记", "The simulation's mark"),
        ConsentPart::WayOut => ("返回", "Back"),
        ConsentPart::AppName => ("应用名称", "The app's name"),
        ConsentPart::NumberHead => ("号码前三位", "The number's first digits"),
        ConsentPart::NumberSlot => ("中间四位的空位", "A slot of the middle digits"),
        ConsentPart::NumberTail => ("号码后四位", "The number's last digits"),
        ConsentPart::NumberField => ("号码输入框", "The number's field"),
        ConsentPart::Slogan => ("标语", "The slogan"),
        ConsentPart::Button => ("按钮", "The button"),
        ConsentPart::OtherWay => ("其他登录方式", "The other way to log in"),
        ConsentPart::Box => ("方框", "The box"),
        ConsentPart::Asking => ("“我已阅读并同意”", "\"I have read and agree\""),
        ConsentPart::Purpose => ("“并授权……”", "What the app may do"),
        ConsentPart::CarrierAgreement | ConsentPart::AppAgreement => {
            let name = as_told(&part.text);
            return Words {
                zh: name.clone(),
                en: name,
            };
        }
    };
    Words {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}

#[cfg(test)]
mod tests;
