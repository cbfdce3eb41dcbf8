use numberauth_protocol::{CloudAction, SdkCall};

use super::*;

const CHECK: Operation = Operation::Sdk(SdkCall::CheckLoginAvailable);
const TOKEN: Operation = Operation::Sdk(SdkCall::GetLoginToken);
const CLOUD: Operation = Operation::Cloud(CloudAction::GetAuthToken);
const CUT: FaultEffect = FaultEffect::Cut {};

fn carrier(code: Option<&str>, msg: Option<&str>) -> FaultEffect {
    FaultEffect::Carrier {
        code: code.map(str::to_owned),
        msg: msg.map(str::to_owned),
    }
}

fn jitter(least_ms: u64, most_ms: u64, seed: u32) -> FaultEffect {
    FaultEffect::Jitter {
        least_ms,
        most_ms,
        seed,
    }
}

fn armed(faults: impl IntoIterator<Item = Fault>) -> Faults {
    let armed = Faults::default();
    armed.arm(faults).unwrap();
    armed
}

/// The marks of what strikes so many calls; "-" where nothing does.
fn strikes(faults: &Faults, calls: usize) -> Vec<String> {
    let strike = |_| faults.strike(CHECK, Asked::Never);
    let marks = (0..calls).map(strike);
    marks
        .map(|strike| strike.map_or_else(|| "-".to_owned(), |strike| strike.mark()))
        .collect()
}

#[test]
fn an_effect_that_cannot_be_is_refused() {
    const TOO_LONG: u64 = LONGEST_DELAY_MS + 1;
    let long = "x".repeat(LONGEST_MSG + 1);
    for (operation, effect, error) in [
        (
            CHECK,
            carrier(None, None),
            FaultError::NoCarrierThere(CHECK),
        ),
        (
            CLOUD,
            carrier(None, None),
            FaultError::NoCarrierThere(CLOUD),
        ),
        (TOKEN, carrier(Some(""), None), FaultError::CarrierCode),
        (TOKEN, carrier(Some("1 2"), None), FaultError::CarrierCode),
        (TOKEN, carrier(Some("忙"), None), FaultError::CarrierCode),
        (
            TOKEN,
            carrier(Some("13912345678"), None),
            FaultError::CarrierCode,
        ),
        (TOKEN, carrier(Some(&long), None), FaultError::CarrierCode),
        (TOKEN, carrier(None, Some("")), FaultError::CarrierMsg),
        (TOKEN, carrier(None, Some("a\nb")), FaultError::CarrierMsg),
        (TOKEN, carrier(None, Some(&long)), FaultError::CarrierMsg),
        (
            CHECK,
            FaultEffect::Throttle {},
            FaultError::CloudOnly(CHECK),
        ),
        (
            CHECK,
            FaultEffect::OutOfService {},
            FaultError::CloudOnly(CHECK),
        ),
        (
            CHECK,
            FaultEffect::PermissionDenied {},
            FaultError::CloudOnly(CHECK),
        ),
        (
            CHECK,
            FaultEffect::ClockSkew { seconds: 9 },
            FaultError::CloudOnly(CHECK),
        ),
        (
            CLOUD,
            FaultEffect::ClockSkew { seconds: 0 },
            FaultError::Skew(0),
        ),
        (
            CLOUD,
            FaultEffect::ClockSkew { seconds: i64::MIN },
            FaultError::Skew(i64::MIN),
        ),
        (
            CHECK,
            FaultEffect::Delay { ms: TOO_LONG },
            FaultError::DelayTooLong(TOO_LONG),
        ),
        (
            CHECK,
            FaultEffect::SlowDrip { ms: TOO_LONG },
            FaultError::DelayTooLong(TOO_LONG),
        ),
        (
            CHECK,
            FaultEffect::SlowDrip { ms: 0 },
            FaultError::DripOfNoTime,
        ),
        (
            CHECK,
            jitter(0, u64::MAX, 1),
            FaultError::DelayTooLong(u64::MAX),
        ),
        (
            CHECK,
            jitter(2, 1, 1),
            FaultError::JitterUpsideDown {
                least_ms: 2,
                most_ms: 1,
            },
        ),
        (
            CHECK,
            FaultEffect::ServerError { status: Some(499) },
            FaultError::NoServerError(499),
        ),
        (
            CHECK,
            FaultEffect::ServerError { status: Some(600) },
            FaultError::NoServerError(600),
        ),
    ] {
        let fault = Fault::always(operation, effect);
        assert_eq!(fault.check(), Err(error), "{fault:?}");
    }
}

#[test]
fn an_effect_at_the_edge_of_what_can_be_is_taken() {
    for (operation, effect) in [
        (TOKEN, carrier(Some("-10008"), Some("忙"))),
        (
            CHECK,
            FaultEffect::Delay {
                ms: LONGEST_DELAY_MS,
            },
        ),
        (CHECK, jitter(LONGEST_DELAY_MS, LONGEST_DELAY_MS, 1)),
        (CHECK, FaultEffect::ServerError { status: Some(599) }),
        (
            CLOUD,
            FaultEffect::ClockSkew {
                seconds: -LONGEST_SKEW_SECONDS,
            },
        ),
    ] {
        assert_eq!(Fault::always(operation, effect).check(), Ok(()));
    }
}

#[test]
fn how_often_that_cannot_be_is_refused_and_then_nothing_is_armed() {
    let faults = Faults::default();
    let cut = Fault::always(CHECK, CUT);
    let chance = |percent| Some(Chance { percent, seed: 1 });
    let never = Fault {
        times: Some(0),
        ..cut.clone()
    };
    for (wrong, error) in [
        (never.clone(), FaultError::NoTimes),
        (
            Fault {
                skip: u32::MAX,
                ..cut.clone()
            },
            FaultError::SkipTooLong(u32::MAX),
        ),
        (
            Fault {
                chance: chance(0),
                ..cut.clone()
            },
            FaultError::Percent(0),
        ),
        (
            Fault {
                chance: chance(101),
                ..cut.clone()
            },
            FaultError::Percent(101),
        ),
    ] {
        assert_eq!(faults.arm([cut.clone(), wrong]), Err(error));
    }
    assert_eq!(faults.arm(vec![cut; 101]), Err(FaultError::TooMany(101)));
    assert_eq!(faults.armed(), []);
}

#[test]
fn of_several_faults_the_first_that_is_left_strikes() {
    let delay = FaultEffect::Delay { ms: 5 };
    let faults = armed([
        Fault::once(CHECK, CUT),
        Fault::once(CHECK, FaultEffect::Refuse {}),
        Fault::always(CHECK, delay.clone()),
    ]);
    assert!(faults.refuses(CHECK) && !faults.refuses(CHECK));
    assert_eq!(strikes(&faults, 3), ["cut", "delay 5 ms", "delay 5 ms"]);
    let hits: Vec<_> = faults.all().iter().map(|armed| armed.hits).collect();
    assert_eq!(hits, [1, 1, 2]);
    assert_eq!(faults.armed(), [Fault::always(CHECK, delay)]);
}

#[test]
fn a_fault_for_n_times_goes_away_by_itself() {
    let faults = armed([Fault {
        times: Some(2),
        ..Fault::always(CHECK, CUT)
    }]);
    assert_eq!(faults.strike(CLOUD, Asked::Never), None);
    assert!(!faults.refuses(CHECK));
    assert_eq!(strikes(&faults, 3), ["cut", "cut", "-"]);
    assert_eq!(faults.armed(), []);
}

#[test]
fn exactly_the_third_call_is_struck_whatever_struck_those_before() {
    let third = Fault {
        skip: 2,
        ..Fault::once(CHECK, FaultEffect::Reset {})
    };
    let faults = armed([third.clone()]);
    assert_eq!(strikes(&faults, 1), ["-"]);
    assert_eq!(
        faults.armed(),
        [Fault {
            skip: 1,
            ..third.clone()
        }]
    );
    assert_eq!(strikes(&faults, 3), ["-", "connection reset", "-"]);
    // Those that are struck pass too, and those that are refused before they come.
    let faults = armed([
        Fault::once(CHECK, FaultEffect::Refuse {}),
        Fault::once(CHECK, CUT),
        third,
    ]);
    assert!(faults.refuses(CHECK));
    let call = || {
        assert!(!faults.refuses(CHECK));
        let strike = faults.strike(CHECK, Asked::Before);
        strike.map(|strike| strike.mark())
    };
    assert_eq!(call().as_deref(), Some("cut"));
    assert_eq!(call().as_deref(), Some("connection reset"));
    assert_eq!(call(), None);
}

#[test]
fn a_refusal_sees_each_call_once() {
    let second = Fault {
        skip: 1,
        ..Fault::once(CHECK, FaultEffect::Refuse {})
    };
    let faults = armed([second.clone()]);
    assert!(!faults.refuses(CHECK));
    assert_eq!(faults.strike(CHECK, Asked::Before), None);
    assert!(faults.refuses(CHECK) && !faults.refuses(CHECK));
    // Whoever has not asked before is seen when the call comes.
    let faults = armed([second]);
    assert_eq!(strikes(&faults, 3), ["-", "connection refused", "-"]);
}

#[test]
fn the_same_seed_strikes_the_same_calls() {
    let by_chance = |percent, seed| Fault {
        chance: Some(Chance { percent, seed }),
        ..Fault::always(CHECK, CUT)
    };
    let drawn = |percent, seed| strikes(&armed([by_chance(percent, seed)]), 1_000);
    assert_eq!(drawn(30, 7), drawn(30, 7));
    assert_ne!(drawn(30, 7), drawn(30, 8));
    assert!(drawn(100, 7).iter().all(|mark| mark == "cut"));
    let struck = drawn(30, 7).iter().filter(|mark| *mark == "cut").count();
    assert!((250..350).contains(&struck), "{struck}");
    // Another fault beside it changes nothing, and counts end it.
    let beside = armed([
        Fault {
            times: Some(3),
            ..by_chance(30, 7)
        },
        Fault::always(CHECK, jitter(1, 1, 7)),
    ]);
    let marks = strikes(&beside, 1_000);
    let first_three: Vec<_> = (0..1_000)
        .filter(|at| drawn(30, 7)[*at] == "cut")
        .take(3)
        .collect();
    let cut: Vec<_> = (0..1_000).filter(|at| marks[*at] == "cut").collect();
    assert_eq!(cut, first_three);
}

#[test]
fn a_jitter_draws_every_length_and_the_same_again() {
    let drawn = |seed| strikes(&armed([Fault::always(CHECK, jitter(10, 13, seed))]), 100);
    assert_eq!(drawn(1), drawn(1));
    assert_ne!(drawn(1), drawn(2));
    let lengths: std::collections::BTreeSet<_> = drawn(1).into_iter().collect();
    assert!(
        lengths
            .iter()
            .eq([10, 11, 12, 13].map(|ms| format!("jitter {ms} ms")).iter())
    );
}

#[test]
fn what_is_not_given_is_not_written() {
    let text = r#"{"operation":"GetAuthToken","effect":{"kind":"cut"}}"#;
    let fault: Fault = serde_json::from_str(text).unwrap();
    assert_eq!(fault, Fault::always(CLOUD, CUT));
    assert_eq!(serde_json::to_string(&fault).unwrap(), text);
    let whole = r#"{"operation":"getLoginToken","effect":{"kind":"carrier","code":"1","msg":"m"},"times":2,"skip":3,"chance":{"percent":50,"seed":4}}"#;
    let fault: Fault = serde_json::from_str(whole).unwrap();
    assert_eq!(serde_json::to_string(&fault).unwrap(), whole);
}

#[test]
fn one_that_is_added_stands_behind_and_the_others_go_on_where_they_are() {
    let faults = Faults::default();
    let first = Fault {
        skip: 1,
        ..Fault::once(CHECK, FaultEffect::Hang {})
    };
    faults.add(first.clone()).unwrap();
    assert_eq!(faults.strike(CHECK, Asked::Never), None);
    let second = Fault::always(CHECK, FaultEffect::Reset {});
    faults.add(second.clone()).unwrap();
    // The call that passed is not forgotten.
    assert_eq!(faults.armed(), [Fault { skip: 0, ..first }, second.clone()]);
    let struck = |faults: &Faults| {
        let strike = faults.strike(CHECK, Asked::Never);
        strike.map(|strike| strike.effect)
    };
    assert_eq!(struck(&faults), Some(FaultEffect::Hang {}));
    assert_eq!(struck(&faults), Some(FaultEffect::Reset {}));
    assert_eq!(faults.armed(), [second]);
}

#[test]
fn one_is_taken_away_by_its_place_and_what_it_is_and_the_others_stay() {
    let faults = Faults::default();
    let hang = Fault::once(CHECK, FaultEffect::Hang {});
    let twice = Fault {
        times: Some(2),
        ..Fault::once(CHECK, FaultEffect::Reset {})
    };
    let later = Fault {
        skip: 5,
        ..twice.clone()
    };
    faults
        .arm([hang.clone(), twice.clone(), later.clone()])
        .unwrap();
    // Of two that are alike the one in this place.
    assert!(faults.remove(2, &later));
    assert_eq!(faults.armed(), [hang.clone(), twice.clone()]);
    // The first is spent before the second is taken away: its place is another then, and it is found all the same.
    faults.strike(CHECK, Asked::Never).unwrap();
    assert!(faults.remove(1, &twice));
    assert_eq!(faults.armed(), []);
    // A spent one is gone, and what was never there is no more there than before.
    assert!(!faults.remove(0, &hang));
    assert!(!faults.remove(0, &later));
}

#[test]
fn no_more_than_a_hundred_wait_to_strike_together() {
    let faults = Faults::default();
    let hang = Fault::once(CHECK, FaultEffect::Hang {});
    faults.arm(vec![hang.clone(); 100]).unwrap();
    assert_eq!(faults.add(hang.clone()), Err(FaultError::TooMany(101)));
    faults.strike(CHECK, Asked::Never).unwrap();
    // A spent one made room.
    faults.add(hang).unwrap();
    assert_eq!(faults.armed().len(), 100);
}
