use std::time::Duration;

use super::Act;
use crate::scenario::{Step, Wait};

/// Shorter pauses are put off until they add up: a scenario need not tell every breath of the person.
const BREATH: Duration = Duration::from_secs(1);
/// A `wait` is at most a day.
const DAY: Duration = Duration::from_hours(24);

/// The acts, which are sorted by their begins, as steps: with pauses between them, and those that overlap together.
pub(super) fn in_order(acts: &[&Act]) -> Vec<Step> {
    let mut steps = Vec::new();
    // Up to where the steps' own time goes.
    let mut reached = Duration::ZERO;
    let mut rest = acts;
    while let Some(first) = rest.first() {
        let (together, later) = rest.split_at(overlapping(rest));
        rest = later;
        let begin = first.begin.at;
        let pause = begin.saturating_sub(reached);
        if pause >= BREATH {
            push_waits(&mut steps, pause);
            reached = begin;
        }
        let end = together.iter().map(|act| act.end.at).max();
        reached += end.unwrap_or(begin).saturating_sub(begin);
        match together {
            [only] => steps.push(only.step.clone()),
            several => steps.push(Step::Together(begun_in_turn(several))),
        }
    }
    steps
}

/// How many of the first acts overlap.
fn overlapping(acts: &[&Act]) -> usize {
    let mut until = None;
    let mut count = 0;
    for act in acts {
        if until.is_some_and(|until| act.begin > until) {
            break;
        }
        until = until.max(Some(act.end));
        count += 1;
    }
    count
}

fn begun_in_turn(acts: &[&Act]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut reached = acts.first().map_or(Duration::ZERO, |act| act.begin.at);
    for act in acts {
        push_waits(&mut steps, act.begin.at.saturating_sub(reached));
        reached = act.begin.at;
        steps.push(act.step.clone());
    }
    steps
}

fn push_waits(steps: &mut Vec<Step>, mut pause: Duration) {
    while !pause.is_zero() {
        let part = pause.min(DAY);
        pause -= part;
        if let Ok(ms @ 1..) = u32::try_from(part.as_millis()) {
            steps.push(Step::Wait(Wait { ms }));
        }
    }
}
