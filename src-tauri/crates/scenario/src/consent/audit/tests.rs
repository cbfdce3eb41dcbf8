use super::*;
use crate::consent::seen::SeenRefusal;
use crate::consent::sight::Sight;
use crate::consent::wording::{ExpectedAgreement, PhoneLanguage};

const CLEAR: Sight = Sight {
    shown: true,
    width: 80.0,
    height: 20.0,
    cut_off: 0.0,
    overhang: 0.0,
    scrolled_away: 0.0,
    covered: 0.0,
    type_size: Some(14.0),
    contrast: Some(7.0),
};

fn part(part: ConsentPart, text: &str) -> SeenPart {
    SeenPart {
        part,
        text: text.into(),
        address: None,
        pressable: true,
        sight: CLEAR,
    }
}

fn linked(kind: ConsentPart, text: &str, address: &str) -> SeenPart {
    SeenPart {
        address: Some(address.into()),
        ..part(kind, text)
    }
}

fn expected() -> ExpectedWording {
    let agreement = |name: &str, url: Option<&str>| ExpectedAgreement {
        name: name.into(),
        url: url.map(str::to_owned),
    };
    ExpectedWording {
        app_name: "示例应用".into(),
        agreements: vec![
            agreement("《用户协议》", None),
            agreement("《隐私政策》", Some("https://a.example/p")),
        ],
    }
}

fn own_agreements() -> [SeenPart; 2] {
    [
        part(ConsentPart::AppAgreement, "《用户协议》"),
        linked(
            ConsentPart::AppAgreement,
            "《隐私政策》",
            "https://a.example/p",
        ),
    ]
}

/// A good login page of this carrier, as the window would measure it.
fn login(carrier: Carrier) -> SeenConsent {
    let facts = facts_of(carrier).unwrap();
    let mut parts = vec![
        part(
            ConsentPart::SimulationMark,
            "模拟 SIMULATION · 不连接运营商",
        ),
        part(ConsentPart::WayOut, "返回"),
        part(ConsentPart::AppName, "示例应用"),
        part(ConsentPart::NumberHead, "138"),
    ];
    parts.extend((0..4).map(|_| part(ConsentPart::NumberSlot, "")));
    parts.extend([
        part(ConsentPart::NumberTail, "1234"),
        part(ConsentPart::Slogan, &facts.slogan),
        part(ConsentPart::Button, "本机号码一键登录"),
        part(ConsentPart::OtherWay, "其他登录方式"),
        part(ConsentPart::Box, ""),
        part(ConsentPart::Asking, "我已阅读并同意"),
        linked(
            ConsentPart::CarrierAgreement,
            &facts.agreement.name,
            &facts.agreement.url,
        ),
    ]);
    parts.extend(own_agreements());
    parts.push(part(ConsentPart::Purpose, "，并授权示例应用获取本机号码"));
    SeenConsent {
        flow: Flow::Login,
        language: PhoneLanguage::Zh,
        page: Some(SeenPage {
            carrier: Some(carrier),
            parts,
            text: "示例应用 本机号码一键登录".into(),
            ticked_by_itself: Some(false),
            arrived_after: Some(9),
            refusal: Some(REFUSED),
        }),
    }
}

const REFUSED: SeenRefusal = SeenRefusal {
    asked_for_tick: true,
    asked_otherwise: false,
    busy: false,
    after: 9,
    until: 9,
};

fn verification() -> SeenConsent {
    let mut seen = login(Carrier::Cm);
    seen.flow = Flow::Verify;
    let page = seen.page.as_mut().unwrap();
    page.carrier = None;
    page.parts
        .retain(|one| one.part != ConsentPart::CarrierAgreement);
    page.parts.extend(carrier_facts().iter().map(|facts| {
        linked(
            ConsentPart::CarrierAgreement,
            &facts.agreement.name,
            &facts.agreement.url,
        )
    }));
    seen
}

fn evidence(carrier: Carrier) -> Evidence {
    Evidence {
        mask_carrier: Some(carrier),
        token_before_page: Some(false),
        calls_after_refusal: 0,
    }
}

fn not_holding(audit: &ConsentAudit) -> Vec<ConsentRule> {
    let findings = audit.findings.iter();
    findings
        .filter(|one| one.verdict == ConsentVerdict::Fails)
        .map(|one| one.rule)
        .collect()
}

fn verdict_of(audit: &ConsentAudit, rule: ConsentRule) -> ConsentVerdict {
    let finding = audit.findings.iter().find(|one| one.rule == rule);
    finding.unwrap().verdict
}

/// The rules that fail after a change to a good page.
fn spoiled(change: impl FnOnce(&mut SeenPage)) -> Vec<ConsentRule> {
    let mut seen = login(Carrier::Cm);
    change(seen.page.as_mut().unwrap());
    not_holding(&judge(&seen, &expected(), &evidence(Carrier::Cm)))
}

fn first(page: &mut SeenPage, wanted: ConsentPart) -> &mut SeenPart {
    let mut parts = page.parts.iter_mut();
    parts.find(|one| one.part == wanted).unwrap()
}

#[test]
fn a_good_page_of_each_carrier_holds_every_rule() {
    for carrier in Carrier::ALL {
        let audit = judge(&login(carrier), &expected(), &evidence(carrier));
        assert_eq!(not_holding(&audit), [], "{carrier}");
        assert_eq!((audit.not_seen, audit.carrier), (0, Some(carrier)));
        assert_eq!(audit.holds, audit.findings.len());
    }
    let audit = judge(&verification(), &expected(), &Evidence::default());
    assert_eq!(audit.holds, audit.findings.len(), "{:?}", audit.findings);
}

#[test]
fn each_part_that_is_missing_fails_its_rule() {
    for (gone, rule) in [
        (ConsentPart::SimulationMark, ConsentRule::SimulationMark),
        (ConsentPart::WayOut, ConsentRule::WayOut),
        (ConsentPart::AppName, ConsentRule::AppName),
        (ConsentPart::NumberHead, ConsentRule::MaskedNumber),
        (ConsentPart::NumberSlot, ConsentRule::MaskedNumber),
        (ConsentPart::NumberTail, ConsentRule::MaskedNumber),
        (ConsentPart::Slogan, ConsentRule::Slogan),
        (ConsentPart::Button, ConsentRule::ButtonText),
        (ConsentPart::OtherWay, ConsentRule::OtherWay),
        (ConsentPart::Box, ConsentRule::BoxUnticked),
        (ConsentPart::CarrierAgreement, ConsentRule::CarrierAgreement),
        (ConsentPart::AppAgreement, ConsentRule::AppAgreements),
    ] {
        let found = spoiled(|page| page.parts.retain(|one| one.part != gone));
        assert_eq!(found, [rule], "{gone:?}");
    }
}

#[test]
fn a_hidden_slogan_and_a_covered_agreement_fail_twice_over() {
    let hidden = spoiled(|page| first(page, ConsentPart::Slogan).sight.shown = false);
    assert_eq!(hidden, [ConsentRule::Slogan, ConsentRule::NothingHidden]);
    let covered = spoiled(|page| first(page, ConsentPart::CarrierAgreement).sight.covered = 0.6);
    assert_eq!(
        covered,
        [ConsentRule::CarrierAgreement, ConsentRule::NothingHidden]
    );
}

#[test]
fn what_runs_past_the_phones_side_fails_however_little_of_it_is_lost() {
    for (which, rules) in [
        (
            ConsentPart::AppAgreement,
            &[ConsentRule::AppAgreements, ConsentRule::NothingHidden][..],
        ),
        (ConsentPart::Purpose, &[ConsentRule::NothingHidden]),
    ] {
        let found = spoiled(|page| first(page, which).sight.overhang = 8.0);
        assert_eq!(found, rules, "{which:?}");
    }
}

#[test]
fn a_box_that_arrives_ticked_fails() {
    let ticked = spoiled(|page| page.ticked_by_itself = Some(true));
    assert_eq!(ticked, [ConsentRule::BoxUnticked]);
}

#[test]
fn a_renamed_button_fails() {
    let found = spoiled(|page| first(page, ConsentPart::Button).text = "确定".into());
    assert_eq!(found, [ConsentRule::ButtonText]);
}

#[test]
fn another_carriers_slogan_or_agreement_fails_whatever_the_page_claims() {
    let mut seen = login(Carrier::Cu);
    seen.page.as_mut().unwrap().carrier = Some(Carrier::Cu);
    let audit = judge(&seen, &expected(), &evidence(Carrier::Ct));
    assert_eq!(
        not_holding(&audit),
        [ConsentRule::Slogan, ConsentRule::CarrierAgreement]
    );
}

#[test]
fn an_agreement_with_the_right_name_and_another_link_fails() {
    for (kind, rule) in [
        (ConsentPart::CarrierAgreement, ConsentRule::CarrierAgreement),
        (ConsentPart::AppAgreement, ConsentRule::AppAgreements),
    ] {
        let found = spoiled(|page| {
            let parts = page.parts.iter_mut().filter(|one| one.part == kind);
            parts.for_each(|one| one.address = Some("https://elsewhere.example/".into()));
        });
        assert_eq!(found, [rule]);
        let found = spoiled(|page| first(page, kind).pressable = false);
        assert_eq!(found, [rule]);
    }
}

#[test]
fn a_verification_asks_for_all_three_carriers() {
    for facts in carrier_facts() {
        let mut seen = verification();
        let page = seen.page.as_mut().unwrap();
        page.parts.retain(|one| one.text != facts.agreement.name);
        let audit = judge(&seen, &expected(), &Evidence::default());
        assert_eq!(not_holding(&audit), [ConsentRule::CarrierAgreement]);
    }
}

#[test]
fn a_token_before_the_page_fails() {
    let early = Evidence {
        token_before_page: Some(true),
        ..evidence(Carrier::Cm)
    };
    let audit = judge(&login(Carrier::Cm), &expected(), &early);
    assert_eq!(not_holding(&audit), [ConsentRule::BeforeToken]);
}

#[test]
fn a_press_without_the_tick_must_ask_for_it_and_call_nothing() {
    let rule = [ConsentRule::RefusedWithoutTick];
    let silent = SeenRefusal {
        asked_for_tick: false,
        ..REFUSED
    };
    assert_eq!(spoiled(|page| page.refusal = Some(silent)), rule);
    let busy = SeenRefusal {
        busy: true,
        ..REFUSED
    };
    assert_eq!(spoiled(|page| page.refusal = Some(busy)), rule);
    let called = Evidence {
        calls_after_refusal: 1,
        ..evidence(Carrier::Cm)
    };
    assert_eq!(
        not_holding(&judge(&login(Carrier::Cm), &expected(), &called)),
        rule
    );
}

#[test]
fn what_nobody_saw_is_neither_held_nor_failed() {
    let mut seen = login(Carrier::Cm);
    let page = seen.page.as_mut().unwrap();
    page.ticked_by_itself = None;
    page.arrived_after = None;
    page.refusal = Some(SeenRefusal {
        asked_for_tick: false,
        asked_otherwise: true,
        ..REFUSED
    });
    first(page, ConsentPart::AppAgreement).sight.scrolled_away = 1.0;
    let audit = judge(&seen, &expected(), &evidence(Carrier::Cm));
    assert_eq!(not_holding(&audit), []);
    for rule in [
        ConsentRule::BeforeToken,
        ConsentRule::BoxUnticked,
        ConsentRule::RefusedWithoutTick,
        ConsentRule::AppAgreements,
        ConsentRule::NothingHidden,
    ] {
        assert_eq!(
            verdict_of(&audit, rule),
            ConsentVerdict::NotSeen,
            "{rule:?}"
        );
    }
}

#[test]
fn another_page_of_the_phone_is_judged_by_nothing() {
    let seen = SeenConsent {
        page: None,
        ..login(Carrier::Cm)
    };
    let audit = judge(&seen, &expected(), &Evidence::default());
    assert_eq!((audit.holds, audit.fails), (0, 0));
    assert_eq!(audit.not_seen, audit.findings.len());
}

#[test]
fn an_english_page_wants_log_in_or_sign_up_and_keeps_the_carriers_chinese() {
    let mut seen = login(Carrier::Ct);
    seen.language = PhoneLanguage::En;
    let page = seen.page.as_mut().unwrap();
    first(page, ConsentPart::Button).text = "Continue".into();
    first(page, ConsentPart::Slogan).text = "Authenticated by Tianyi".into();
    let audit = judge(&seen, &expected(), &evidence(Carrier::Ct));
    assert_eq!(
        not_holding(&audit),
        [ConsentRule::Slogan, ConsentRule::ButtonText]
    );
}

#[test]
fn words_that_lure_fail() {
    let found = spoiled(|page| page.text = "登录即送优惠券".into());
    assert_eq!(found, [ConsentRule::NoInducement]);
}

#[test]
fn a_ticket_says_what_does_not_hold_and_where_that_is_written() {
    let mut seen = login(Carrier::Cm);
    first(seen.page.as_mut().unwrap(), ConsentPart::Button).text = "确定".into();
    let report = judge(&seen, &expected(), &evidence(Carrier::Cm)).report;
    assert!(report.zh.contains("✕ [不符合] 按钮文字含“登录”或“注册”"));
    assert!(report.en.contains("The button says \"确定\""));
    assert!(report.en.contains("help.aliyun.com/zh/pnvs") && report.zh.contains("中国移动"));
    // A ticket leaves the program: no part of the number is in it.
    assert!(!report.zh.contains("138") && !report.en.contains("138"));
}

#[test]
fn a_number_that_the_page_says_is_masked_in_the_findings() {
    let mut seen = login(Carrier::Cm);
    let page = seen.page.as_mut().unwrap();
    first(page, ConsentPart::AppName).text = "应用 138 0013 1234 3".into();
    first(page, ConsentPart::Button).text = "13800131234".into();
    let agreement = first(page, ConsentPart::AppAgreement);
    agreement.text = "《用户协议》13800131234".into();
    agreement.sight.shown = false;
    let audit = judge(&seen, &expected(), &evidence(Carrier::Cm));
    for text in [&audit.report.zh, &audit.report.en] {
        assert!(text.matches("138****1234").count() >= 3, "{text}");
        assert!(
            !text.contains("13800131234") && !text.contains("0013"),
            "{text}"
        );
    }
}

#[test]
fn a_button_that_says_the_contrary_fails_with_the_reason() {
    let mut seen = login(Carrier::Cm);
    first(seen.page.as_mut().unwrap(), ConsentPart::Button).text = "暂不登录".into();
    let audit = judge(&seen, &expected(), &evidence(Carrier::Cm));
    assert_eq!(not_holding(&audit), [ConsentRule::ButtonText]);
    assert!(audit.report.zh.contains("“暂不登录”，说的正好相反"));
    first(seen.page.as_mut().unwrap(), ConsentPart::Button).text = "登录？".into();
    let audit = judge(&seen, &expected(), &evidence(Carrier::Cm));
    assert_eq!(not_holding(&audit), [ConsentRule::ButtonText]);
    assert!(audit.report.zh.contains("“登录？”，没有说按下去会登录"));
}
