//! The matrix as a table of marks, and why some cells are impossible.

use std::fmt::Write as _;

use numberauth_protocol::{Carrier, ResultCode, SdkCall, Words};
use numberauth_scenario::{CellState, Matrix, MatrixCell, MatrixNetwork};

/// The marks of one code and call: four networks a carrier, and a space between carriers.
const MARKS: usize = (MatrixNetwork::ALL.len() + 1) * Carrier::ALL.len() - 1;

const LEGEND: &str = "
● 如期观测 observed as expected   – 不可能 impossible   ✕ 意外 unexpected   ○ 未运行 not run
每格三组：CM CU CT；每组四个网络：蜂窝 4G、Wi-Fi、他人热点、未知
each cell: CM, CU, CT; each of them: cellular, Wi-Fi, somebody's hotspot, unknown network
CM 中国移动 China Mobile   CU 中国联通 China Unicom   CT 中国电信 China Telecom
";

fn mark(state: CellState) -> char {
    match state {
        CellState::Observed => '●',
        CellState::Unexpected => '✕',
        CellState::Impossible => '–',
        CellState::NotRun => '○',
    }
}

/// A row a code, a column a call; the legend below.
pub(crate) fn heat_map(matrix: &Matrix) -> String {
    let width = |call: SdkCall| call.name().len().max(MARKS);
    let mut text = " ".repeat(6);
    for call in SdkCall::ALL {
        push(&mut text, call.name(), width(call));
    }
    for code in ResultCode::ALL {
        text.push('\n');
        text.push_str(&code.to_string());
        for call in SdkCall::ALL {
            let here = |cell: &&MatrixCell| (cell.key.code, cell.key.call) == (code, call);
            let cells: Vec<_> = matrix.cells.iter().filter(here).collect();
            let carriers = cells.chunks(MatrixNetwork::ALL.len());
            let marks: Vec<String> = carriers
                .map(|cells| cells.iter().map(|cell| mark(cell.state)).collect())
                .collect();
            push(&mut text, &marks.join(" "), width(call));
        }
    }
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    format!("{}\n{LEGEND}", lines.join("\n"))
}

fn push(text: &mut String, words: &str, width: usize) {
    // Writing to a string cannot fail.
    let _ = write!(text, "  {words:width$}");
}

/// Why cells are impossible: each reason once.
pub(crate) fn reasons(matrix: &Matrix) -> String {
    let mut seen: Vec<(&Words, Vec<ResultCode>, Vec<SdkCall>)> = Vec::new();
    let impossible = |cell: &&MatrixCell| cell.state == CellState::Impossible;
    for MatrixCell { key, why, .. } in matrix.cells.iter().filter(impossible) {
        if !seen.iter().any(|(words, ..)| *words == why) {
            seen.push((why, Vec::new(), Vec::new()));
        }
        let known = seen.iter_mut().find(|(words, ..)| *words == why);
        if let Some((_, codes, calls)) = known {
            push_new(codes, key.code);
            push_new(calls, key.call);
        }
    }
    let mut text = "\n不可能的原因 Why impossible\n".to_owned();
    for (why, codes, calls) in seen {
        let codes: Vec<_> = codes.iter().map(ToString::to_string).collect();
        let calls: Vec<_> = calls.into_iter().map(SdkCall::name).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}  {}\n        {}\n        {}",
            codes.join(", "),
            calls.join(", "),
            why.zh,
            why.en
        );
    }
    text
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}
