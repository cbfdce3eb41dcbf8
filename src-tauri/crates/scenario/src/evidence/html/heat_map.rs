//! The matrix as a table: code × call × carrier, four marks a cell.

use std::collections::BTreeMap;

use maud::{Markup, html};
use numberauth_protocol::{Carrier, ResultCode, SdkCall};

use super::Anchors;
use super::words::{self, Both};
use crate::{CellState, Matrix, MatrixCell, MatrixKey, MatrixNetwork};

const NETWORKS: [MatrixNetwork; 4] = [
    MatrixNetwork::Cellular,
    MatrixNetwork::Wifi,
    MatrixNetwork::Hotspot,
    MatrixNetwork::Unknown,
];

const STATES: [CellState; 4] = [
    CellState::Observed,
    CellState::Unexpected,
    CellState::Impossible,
    CellState::NotRun,
];

/// The table with its legend.
pub(super) fn heat_map(matrix: &Matrix, anchors: &Anchors) -> Markup {
    let cells: BTreeMap<MatrixKey, &MatrixCell> =
        matrix.cells.iter().map(|cell| (cell.key, cell)).collect();
    html! {
        section aria-labelledby="matrix" {
            h2 id="matrix" { (words::HEAT_MAP) }
            p.muted { (words::HEAT_MAP_ABOUT) }
            (legend(matrix))
            div.wide tabindex="0" role="group" aria-labelledby="matrix" {
                table.heat {
                    (head())
                    tbody {
                        @for code in ResultCode::ALL {
                            tr {
                                th scope="row" { b { (code) } small { (Both::from(&code.entry().meaning)) } }
                                @for call in SdkCall::ALL { @for carrier in Carrier::ALL {
                                    td { div.four { @for network in NETWORKS {
                                        (mark(&cells, MatrixKey { code, call, carrier, network }, anchors))
                                    } } }
                                } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn head() -> Markup {
    html! {
        thead {
            tr {
                th rowspan="2" scope="col" { (words::CODE) }
                @for call in SdkCall::ALL { th colspan="3" scope="colgroup" { (call.name()) } }
            }
            tr { @for _ in SdkCall::ALL { @for carrier in Carrier::ALL { th scope="col" { (carrier) } } } }
        }
    }
}

fn legend(matrix: &Matrix) -> Markup {
    html! {
        ul.legend {
            @for state in STATES {
                li { span.mark.(class(state)) aria-hidden="true" { (symbol(state)) } " " (word(state)) " " b { (count(matrix, state)) } }
            }
            li { "= " b { (matrix.cells.len()) } }
        }
        ul.legend {
            @for carrier in Carrier::ALL { li { b { (carrier) } " " (words::carrier(carrier.into())) } }
        }
    }
}

/// How many cells are in a state.
pub(super) fn count(matrix: &Matrix, state: CellState) -> usize {
    matrix
        .cells
        .iter()
        .filter(|cell| cell.state == state)
        .count()
}

fn mark(cells: &BTreeMap<MatrixKey, &MatrixCell>, key: MatrixKey, anchors: &Anchors) -> Markup {
    let Some(cell) = cells.get(&key) else {
        return html! { span {} };
    };
    let state = cell.state;
    let text = html! {
        span aria-hidden="true" { (symbol(state)) }
        span.hidden { (words::matrix_network(key.network)) " " (word(state)) }
    };
    let anchor = cell.case.as_deref().and_then(|id| anchors.of(id));
    html! {
        @if let Some(anchor) = anchor { a.mark.(class(state)) href={ "#" (anchor) } { (text) } }
        @else { span.mark.(class(state)) { (text) } }
    }
}

const fn symbol(state: CellState) -> &'static str {
    match state {
        CellState::Observed => "●",
        CellState::Unexpected => "✕",
        CellState::Impossible => "–",
        CellState::NotRun => "○",
    }
}

const fn class(state: CellState) -> &'static str {
    match state {
        CellState::Observed => "observed",
        CellState::Unexpected => "unexpected",
        CellState::Impossible => "impossible",
        CellState::NotRun => "not-run",
    }
}

const fn word(state: CellState) -> Both<'static> {
    match state {
        CellState::Observed => words::OBSERVED,
        CellState::Unexpected => words::UNEXPECTED,
        CellState::Impossible => words::IMPOSSIBLE,
        CellState::NotRun => words::NOT_RUN,
    }
}

/// Every reason for which keys are impossible, once.
pub(super) fn reasons(matrix: &Matrix) -> Markup {
    let mut reasons: BTreeMap<(ResultCode, &str), (Both, Vec<&MatrixKey>)> = BTreeMap::new();
    for cell in &matrix.cells {
        if cell.state == CellState::Impossible {
            let reason = (cell.key.code, cell.why.en.as_str());
            let keys = reasons
                .entry(reason)
                .or_insert_with(|| ((&cell.why).into(), Vec::new()));
            keys.1.push(&cell.key);
        }
    }
    html! {
        @if !reasons.is_empty() {
            section { details {
                summary { h2 { (words::WHY_IMPOSSIBLE) } }
                table {
                    thead { tr { th scope="col" { (words::CODE) } th scope="col" { (words::WHY) } th scope="col" { (words::ACT) } th scope="col" { (words::KEYS) } } }
                    tbody { @for ((code, _), (why, keys)) in &reasons {
                        tr {
                            th scope="row" { (code) }
                            td { (why) }
                            td { @for call in calls(keys) { code { (call.name()) } " " } }
                            td.number { (keys.len()) }
                        }
                    } }
                }
            } }
        }
    }
}

fn calls(keys: &[&MatrixKey]) -> Vec<SdkCall> {
    let named = |call: &SdkCall| keys.iter().any(|key| key.call == *call);
    SdkCall::ALL.into_iter().filter(named).collect()
}
