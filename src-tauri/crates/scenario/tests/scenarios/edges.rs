//! Lockout, quota and lives are what the rule files say: change the file, and the behaviour follows, to the second.

use numberauth_protocol::Carrier;
use numberauth_scenario::{Cancel, CaseReport, CaseVerdict, Run, ScenarioFile};
use numberauth_simulator::{Answer, CarrierRules, Comparison, Lockout, RuleBook, VerifyQuota};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The shipped rules with one carrier's changed.
fn book(carrier: Carrier, change: impl FnOnce(&mut CarrierRules)) -> RuleBook {
    let mut all = RuleBook::shipped().all().to_vec();
    let rules = all.iter_mut().find(|rules| rules.carrier == carrier);
    change(rules.unwrap());
    RuleBook::new(all).unwrap()
}

fn answer(code: &str) -> Answer {
    Answer {
        code: code.to_owned(),
        msg: "as the test has it".to_owned(),
    }
}

fn run(
    carrier: Carrier,
    rules: &RuleBook,
    tries: Option<Vec<&str>>,
    steps: &[Value],
) -> CaseReport {
    // The outcome is not what is looked at here: one exchange at the end settles it.
    let mut scenario = json!({
        "schema_version": 1,
        "id": "edge",
        "title": {"zh": "边界", "en": "Edge"},
        "device": {"carrier": carrier, "network": "cellular"},
        "steps": steps,
        "outcome": "nothing",
    });
    if let Some(tries) = tries {
        scenario["user"] = json!({"tries": tries});
    }
    let text = scenario.to_string();
    let file = ScenarioFile::read("edge.json", text.as_bytes()).unwrap();
    let mut report = Run::new(&[file], 1, rules).report(&Cancel::default(), |_| {}, |_| {});
    report.cases.remove(0)
}

/// Every act came as expected, whatever the outcome is.
fn all_as_expected(case: &CaseReport) -> Result<(), TestCaseError> {
    prop_assert!(case.verdict != CaseVerdict::Broken, "{:#?}", case.steps);
    let wrong = case.steps.iter().find(|step| !step.passed);
    prop_assert!(wrong.is_none(), "{wrong:#?}");
    Ok(())
}

fn login() -> [Value; 3] {
    [
        json!({"GetAuthToken": {"flow": "login"}}),
        json!({"checkLoginAvailable": {}}),
        json!({"getLoginMaskPhone": {}}),
    ]
}

fn token(content_code: Option<&str>) -> Value {
    match content_code {
        None => json!({"getLoginToken": {}}),
        Some(code) => json!({"getLoginToken": {"expect": {"code": 600_011, "content_code": code}}}),
    }
}

fn exchange(code: &str) -> Value {
    json!({"GetPhoneWithToken": {"expect": {"code": code}}})
}

fn advance(seconds: i64) -> Value {
    json!({"advance_clock": {"seconds": seconds}})
}

/// How a carrier answers, by where it compares.
struct Answers<'a>(&'a CarrierRules);

impl Answers<'_> {
    fn wrong(&self) -> Vec<Value> {
        match self.0.digits_compared_at {
            Comparison::Token => vec![token(Some(&self.0.answers.wrong_digits.code))],
            Comparison::Exchange => vec![token(None), exchange("isv.TOKEN_INVALID")],
        }
    }

    fn right() -> Vec<Value> {
        vec![token(None), exchange("OK")]
    }

    /// With right digits, while the mask is there.
    fn locked(&self) -> Vec<Value> {
        match self.0.digits_compared_at {
            Comparison::Token => vec![token(Some("locked"))],
            Comparison::Exchange => vec![token(None), exchange("ERROR_MOBILE_OVER_LIMIT")],
        }
    }

    /// With new tokens, while the lock holds.
    fn locked_anew(&self) -> Vec<Value> {
        let [tokens, check, mask] = login();
        match self.0.digits_compared_at {
            Comparison::Token => vec![
                tokens,
                check,
                json!({"getLoginMaskPhone": {"expect": {"code": 600_012, "content_code": "locked"}}}),
            ],
            Comparison::Exchange => [vec![tokens, check, mask], self.locked()].concat(),
        }
    }
}

fn carriers() -> impl Strategy<Value = Carrier> {
    prop::sample::select(Carrier::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_lock_comes_with_the_entry_and_lasts_the_seconds_that_the_file_says(
        carrier in carriers(),
        wrong_entries in 1_u32..6,
        seconds in 1_i64..200_000,
        at_the_token in any::<bool>(),
    ) {
        let rules = book(carrier, |rules| {
            rules.lockout = Some(Lockout { wrong_entries, seconds });
            rules.answers.locked = Some(answer("locked"));
            rules.digits_compared_at =
                if at_the_token { Comparison::Token } else { Comparison::Exchange };
        });
        let answers = Answers(rules.of(carrier));
        let most = usize::try_from(wrong_entries).unwrap();
        let mut tries = vec!["wrong"; most - 1];
        tries.push("right");
        tries.extend(vec!["wrong"; most]);
        tries.push("right");
        // One less does not lock, and a right one begins the row anew.
        let mut steps = login().to_vec();
        steps.extend(vec![answers.wrong(); most - 1].concat());
        steps.extend(Answers::right());
        steps.extend(login());
        steps.extend(vec![answers.wrong(); most].concat());
        steps.extend(answers.locked());
        steps.push(advance(seconds - 1));
        steps.extend(answers.locked_anew());
        steps.push(advance(1));
        steps.extend(login());
        steps.extend(Answers::right());
        all_as_expected(&run(carrier, &rules, Some(tries), &steps))?;
    }

    #[test]
    fn without_a_lockout_in_the_file_nothing_ever_locks(
        carrier in carriers(),
        wrong in 1_usize..30,
    ) {
        let rules = book(carrier, |rules| rules.lockout = None);
        let answers = Answers(rules.of(carrier));
        let mut tries = vec!["wrong"; wrong];
        tries.push("right");
        let mut steps = login().to_vec();
        steps.extend(vec![answers.wrong(); wrong].concat());
        steps.extend(Answers::right());
        all_as_expected(&run(carrier, &rules, Some(tries), &steps))?;
    }

    #[test]
    fn a_quota_holds_from_the_first_for_the_seconds_that_the_file_says(
        carrier in carriers(),
        limit in 1_u32..15,
        window_seconds in 1_i64..200_000,
    ) {
        let rules = book(carrier, |rules| {
            rules.verify_quota = Some(VerifyQuota { limit, window_seconds });
            rules.answers.quota = Some(answer("used-up"));
        });
        let good = json!({"getVerifyToken": {}});
        let used_up = json!({"getVerifyToken": {"expect": {"code": 600_011, "content_code": "used-up"}}});
        let begin = [json!({"GetAuthToken": {"flow": "verify"}}), json!({"checkAuthAvailable": {}})];
        let most = usize::try_from(limit).unwrap();
        let mut steps = begin.to_vec();
        steps.extend(vec![good.clone(); most]);
        steps.push(used_up.clone());
        steps.push(advance(window_seconds - 1));
        steps.extend(begin.clone());
        steps.push(used_up.clone());
        steps.push(advance(1));
        steps.extend(begin);
        steps.extend(vec![good; most]);
        steps.push(used_up);
        all_as_expected(&run(carrier, &rules, None, &steps))?;
    }

    #[test]
    fn an_sp_token_lives_the_seconds_that_the_file_says(
        carrier in carriers(),
        life in 1_i64..200_000,
        verify in any::<bool>(),
    ) {
        let rules = book(carrier, |rules| rules.sp_token_seconds = life);
        let (begin, end) = if verify {
            let begin = vec![
                json!({"GetAuthToken": {"flow": "verify"}}),
                json!({"checkAuthAvailable": {}}),
                json!({"getVerifyToken": {}}),
            ];
            (begin, "VerifyPhoneWithToken")
        } else {
            let mut begin = login().to_vec();
            begin.push(token(None));
            (begin, "GetPhoneWithToken")
        };
        let mut steps = begin.clone();
        steps.push(advance(life - 1));
        steps.push(json!({end: {}}));
        steps.extend(begin);
        steps.push(advance(life));
        steps.push(json!({end: {"expect": {"code": "isv.TOKEN_INVALID"}}}));
        all_as_expected(&run(carrier, &rules, None, &steps))?;
    }

    #[test]
    fn an_origin_with_a_slash_is_refused_where_the_file_says(
        carrier in carriers(),
        checks in any::<bool>(),
    ) {
        let rules = book(carrier, |rules| {
            rules.checks_origin = checks;
            rules.answers.origin = Some(answer("origin"));
        });
        let mask = if checks {
            json!({"getLoginMaskPhone": {"expect": {"code": 600_012, "content_code": "origin"}}})
        } else {
            json!({"getLoginMaskPhone": {}})
        };
        let steps = [
            json!({"GetAuthToken": {"flow": "login", "credentials": "origin_with_slash"}}),
            json!({"checkLoginAvailable": {}}),
            mask,
        ];
        all_as_expected(&run(carrier, &rules, None, &steps))?;
    }
}
