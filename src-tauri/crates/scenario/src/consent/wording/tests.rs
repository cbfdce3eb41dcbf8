use proptest::prelude::*;

use super::*;

fn agreement(name: &str, url: &str) -> AppAgreement {
    AppAgreement {
        name: name.into(),
        url: url.into(),
    }
}

fn good() -> Wording {
    Wording {
        app_name: "青禾阅读".into(),
        button: "一键登录".into(),
        agreements: vec![
            agreement("《青禾服务协议》", "https://www.example.com/terms"),
            agreement(
                "《青禾隐私政策》",
                "https://www.example.com/privacy?v=2#top",
            ),
        ],
    }
}

fn broken(change: impl FnOnce(&mut Wording)) -> Vec<(String, ConsentRule)> {
    let mut wording = good();
    change(&mut wording);
    let problems = wording.trimmed().problems(PhoneLanguage::Zh);
    problems.into_iter().map(|p| (p.field, p.rule)).collect()
}

fn one(field: &str, rule: ConsentRule) -> Vec<(String, ConsentRule)> {
    vec![(field.to_owned(), rule)]
}

#[test]
fn a_good_wording_is_taken() {
    assert_eq!(good().problems(PhoneLanguage::Zh), []);
    let english = Wording {
        app_name: "Green Reader".into(),
        button: "Sign up or Log in".into(),
        agreements: vec![agreement("Privacy Policy", "https://例子.测试/隐私")],
    };
    assert_eq!(english.problems(PhoneLanguage::En), []);
}

#[test]
fn a_button_without_login_or_sign_up_is_refused_with_the_reason() {
    for text in [
        "确定",
        "继续",
        "Log in",
        "登 录",
        "不登录",
        "取消注册",
        "登录就免了吧",
        "无登录继续",
        "登录？算了",
    ] {
        let found = broken(|wording| wording.button = text.into());
        assert_eq!(found, one("button", ConsentRule::ButtonText), "{text}");
    }
    for text in [
        "本机号码一键登录",
        "注册并使用",
        "快捷登录/注册",
        "一鍵登錄",
    ] {
        assert_eq!(broken(|wording| wording.button = text.into()), [], "{text}");
    }
    let contrary = Wording {
        button: "不登录".into(),
        ..good()
    };
    let said = &contrary.problems(PhoneLanguage::Zh)[0].said;
    assert!(said.zh.contains("“不登录”说的正好相反") && said.en.contains("says the contrary"));
    let english = Wording {
        button: "Log in? No thanks".into(),
        ..good()
    };
    let said = &english.problems(PhoneLanguage::En)[0].said;
    assert!(said.zh.contains("没有说按下去会登录") && said.en.contains("only asks"));
    let problem = Wording {
        button: "确定".into(),
        ..good()
    };
    let said = &problem.problems(PhoneLanguage::Zh)[0].said;
    assert!(said.zh.contains("登录") && said.en.contains("登录"));
}

#[test]
fn an_app_without_a_name_is_refused() {
    for name in ["", "   ", "《》", "…", "\u{3000}"] {
        let found = broken(|wording| wording.app_name = name.into());
        assert_eq!(
            found,
            one("app_name", ConsentRule::ReadableText),
            "{name:?}"
        );
    }
}

#[test]
fn what_cannot_be_seen_or_read_to_its_end_is_refused() {
    for name in [
        "青禾\u{200b}阅读",
        "青禾\u{202e}读阅",
        "青禾\n阅读",
        "青\u{0}",
        "\u{e000}青",
        "a\u{301}\u{302}\u{303}",
        &"很长".repeat(20),
    ] {
        let found = broken(|wording| wording.app_name = name.into());
        assert_eq!(
            found,
            one("app_name", ConsentRule::ReadableText),
            "{name:?}"
        );
    }
    // Right-to-left letters are letters; only what turns others around is refused.
    assert_eq!(broken(|wording| wording.app_name = "قارئ".into()), []);
}

#[test]
fn a_whole_phone_number_is_refused_wherever_it_stands() {
    let rule = ConsentRule::NoNumber;
    for number in [
        "13800131234",
        "138 0013 1234",
        "+86 138-0013-1234",
        "１３８００１３１２３４",
    ] {
        assert_eq!(
            broken(|w| w.app_name = format!("青禾{number}")),
            one("app_name", rule),
            "{number}"
        );
        assert_eq!(
            broken(|w| w.button = format!("{number} 登录")),
            one("button", rule),
            "{number}"
        );
        let name = |w: &mut Wording| w.agreements[0].name = format!("《{number}》");
        assert_eq!(broken(name), one("agreements[0].name", rule), "{number}");
    }
    for link in [
        "https://a.example/?n=13800131234",
        "https://a.example/138%200013%201234",
        "https://a.example/138-0013-1234",
    ] {
        assert_eq!(
            broken(|w| w.agreements[0].url = link.into()),
            one("agreements[0].url", rule),
            "{link}"
        );
    }
    let kept = Wording {
        app_name: "13800131234".into(),
        ..good()
    };
    let wordings = Wordings {
        zh: Some(kept),
        en: None,
    };
    assert!(
        !wordings.hold(),
        "a settings file's wording with a number is let go of"
    );
}

#[test]
fn words_that_lure_are_refused_wherever_they_stand() {
    let rule = ConsentRule::NoInducement;
    assert_eq!(
        broken(|w| w.button = "登录领红包".into()),
        one("button", rule)
    );
    assert_eq!(
        broken(|w| w.button = "登录送钱".into()),
        one("button", rule)
    );
    assert_eq!(
        broken(|w| w.app_name = "抽奖乐园".into()),
        one("app_name", rule)
    );
    assert_eq!(
        broken(|w| w.agreements[0].name = "《奖励协议》".into()),
        one("agreements[0].name", rule)
    );
}

#[test]
fn only_a_whole_https_link_is_taken() {
    for url in [
        "",
        "www.example.com/terms",
        "http://www.example.com/terms",
        "https:www.example.com",
        "https://",
        "https://user:secret@example.com/",
        "https://user@example.com/",
        "https://@evil.example/p",
        "https://:@evil.example/p",
        "https://@evil.example",
        "https:///evil.example/p",
        "https://\\@evil.example/p",
        "https://www.example.com/a b",
        "https://www.example.com/\u{202e}a",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        &format!("https://www.example.com/{}", "a".repeat(2_000)),
    ] {
        let found = broken(|wording| wording.agreements[0].url = url.into());
        assert_eq!(
            found,
            one("agreements[0].url", ConsentRule::SafeLink),
            "{url}"
        );
    }
}

#[test]
fn agreements_are_one_to_five_with_names_of_their_own() {
    let count = ConsentRule::OwnAgreements;
    assert_eq!(broken(|w| w.agreements.clear()), one("agreements", count));
    let six = |w: &mut Wording| {
        for n in 0..4 {
            w.agreements
                .push(agreement(&format!("《附则 {n}》"), "https://a.example/"));
        }
    };
    assert_eq!(broken(six), one("agreements", count));
    assert_eq!(
        broken(|w| w.agreements[0].name = "青禾隐私政策".into()),
        one("agreements[1].name", count)
    );
    assert_eq!(
        broken(|w| w.agreements[0].name = "《中国移动认证服务条款》".into()),
        one("agreements[0].name", count)
    );
}

#[test]
fn names_that_differ_by_blanks_width_or_case_alone_are_the_same() {
    for (name, other) in [
        ("隐私", "隐 私"),
        ("《隐私》", "《 隐\u{3000}私 》"),
        ("隐私 Policy A", "隐私 ＰＯＬＩＣＹ a"),
    ] {
        let found = broken(|w| {
            w.agreements[0].name = name.into();
            w.agreements[1].name = other.into();
        });
        let expected = one("agreements[1].name", ConsentRule::OwnAgreements);
        assert_eq!(found, expected, "{other}");
    }
    assert_eq!(
        broken(|w| w.agreements[0].name = "《中国移动 认证服务条款》".into()),
        one("agreements[0].name", ConsentRule::OwnAgreements)
    );
}

#[test]
fn no_name_is_taken_for_the_simulations_mark() {
    let rule = ConsentRule::SimulationMark;
    for name in [
        "模拟 SIMULATION",
        "模拟·Ｓimulation",
        "S I M U L A T I O N",
        "模拟",
        "不连接运营商",
        "No real carrier",
    ] {
        let found = broken(|w| w.app_name = name.into());
        assert_eq!(found, one("app_name", rule), "{name}");
    }
    let found = broken(|w| w.agreements[0].name = "模拟 SIMULATION".into());
    assert_eq!(found, one("agreements[0].name", rule));
    for name in ["模拟飞行", "Flight Simulation"] {
        assert_eq!(broken(|w| w.app_name = name.into()), [], "{name}");
    }
}

#[test]
fn the_privacy_policy_must_be_among_them() {
    assert_eq!(
        broken(|w| {
            w.agreements.pop();
        }),
        one("agreements", ConsentRule::PrivacyNamed)
    );
    // `privacy` is English: on a Chinese phone the name says 隐私.
    let mut english = good();
    english.agreements[1].name = "Privacy Policy".into();
    english.button = "Log in".into();
    assert_eq!(english.problems(PhoneLanguage::En), []);
    assert_eq!(english.problems(PhoneLanguage::Zh).len(), 2);
}

proptest! {
    #[test]
    fn any_text_is_judged_and_what_is_taken_can_be_read(name in any::<String>(), url in any::<String>(), button in ".*登录.*") {
        let wording = Wording { app_name: name, button, agreements: vec![agreement("《隐私政策》", &url)] }.trimmed();
        let problems = wording.problems(PhoneLanguage::Zh);
        let taken = |field: &str| problems.iter().all(|problem| problem.field != field);
        if taken("app_name") {
            prop_assert!(says_something(&wording.app_name) && cells(&wording.app_name) <= WIDEST_NAME);
            prop_assert!(!wording.app_name.chars().any(char::is_control));
        }
        if taken("agreements[0].url") {
            prop_assert!(wording.agreements[0].url.to_lowercase().starts_with("https://"));
        }
        for problem in &problems {
            prop_assert!(!problem.said.zh.is_empty() && !problem.said.en.is_empty());
        }
    }

    #[test]
    fn a_control_or_a_turning_character_is_refused_wherever_it_stands(
        before in "[a-z]{1,5}", odd in "[\u{0}-\u{1f}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]", after in "[a-z]{1,5}",
    ) {
        let found = broken(|wording| wording.app_name = format!("{before}{odd}{after}"));
        prop_assert_eq!(found, one("app_name", ConsentRule::ReadableText));
    }

    #[test]
    fn a_wording_survives_being_kept(name in "\\PC{0,40}", url in "\\PC{0,40}") {
        let wording = Wording { app_name: name, ..good() };
        let wording = Wording { agreements: vec![agreement("《隐私》", &url)], ..wording };
        let kept = serde_json::to_string(&wording).unwrap();
        prop_assert_eq!(serde_json::from_str::<Wording>(&kept).unwrap(), wording);
    }
}
