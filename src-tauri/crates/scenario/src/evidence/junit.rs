//! `JUnit` XML. There is no one schema: this is the subset that Jenkins, GitLab, GitHub's actions and nextest agree upon.

use std::collections::BTreeMap;
use std::io;

use numberauth_protocol::ResultCode;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::told;
use crate::{CaseReport, CaseVerdict, CellState, Matrix, MatrixCell, Report, ReportKind};

/// One test, as `JUnit` knows it.
struct Test<'a> {
    class: String,
    name: String,
    /// The case that is its proof, and its time.
    case: Option<&'a CaseReport>,
    end: End,
}

/// How a test ended.
enum End {
    Passed,
    Failed(Vec<String>),
    Broken(Vec<String>),
    Skipped(String),
}

struct Suite<'a> {
    name: String,
    tests: Vec<Test<'a>>,
}

pub(super) fn render(report: &Report) -> String {
    let suites = match &report.matrix {
        Some(matrix) => by_code(report, matrix),
        None => vec![chosen(report)],
    };
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory does not fail, and what is written is UTF-8.
    let _ = write(&mut writer, report, &suites);
    let mut text = String::from_utf8(writer.into_inner()).unwrap_or_default();
    text.push('\n');
    text
}

/// The scenarios that somebody chose.
fn chosen(report: &Report) -> Suite<'_> {
    let name = told::name(report.kind);
    let mut tests: Vec<_> = report
        .cases
        .iter()
        .map(|case| of_case(&name, case.id.clone(), case))
        .collect();
    if report.summary.not_run > 0 {
        tests.push(Test {
            class: name.clone(),
            name: "not-run".to_owned(),
            case: None,
            end: End::Skipped(format!(
                "{} scenarios were not begun, or not finished, when the run was stopped",
                report.summary.not_run
            )),
        });
    }
    Suite { name, tests }
}

/// A suite a code, a test a cell; and one for cases that prove no cell.
fn by_code<'a>(report: &'a Report, matrix: &'a Matrix) -> Vec<Suite<'a>> {
    let cases: BTreeMap<_, _> = report
        .cases
        .iter()
        .map(|case| (case.id.as_str(), case))
        .collect();
    let mut suites: Vec<_> = ResultCode::ALL
        .iter()
        .map(|code| {
            let cells = matrix.cells.iter().filter(|cell| cell.key.code == *code);
            Suite {
                name: code.to_string(),
                tests: cells.map(|cell| of_cell(cell, &cases)).collect(),
            }
        })
        .filter(|suite| !suite.tests.is_empty())
        .collect();
    let proofs: std::collections::BTreeSet<_> = matrix
        .cells
        .iter()
        .filter_map(|cell| cell.case.as_deref())
        .collect();
    let name = told::name(ReportKind::Run);
    let others: Vec<_> = report
        .cases
        .iter()
        .filter(|case| !proofs.contains(case.id.as_str()))
        .map(|case| of_case(&name, case.id.clone(), case))
        .collect();
    if !others.is_empty() {
        suites.push(Suite {
            name,
            tests: others,
        });
    }
    suites
}

fn of_cell<'a>(cell: &'a MatrixCell, cases: &BTreeMap<&str, &'a CaseReport>) -> Test<'a> {
    let key = &cell.key;
    let class = format!("{}.{}", key.code, key.call.name());
    let name = format!("{} {}", key.carrier, told::name(key.network));
    let case = cell.case.as_deref().and_then(|id| cases.get(id).copied());
    let end = match (cell.state, case) {
        (CellState::Impossible, _) => {
            End::Skipped(format!("impossible: {} / {}", cell.why.en, cell.why.zh))
        }
        (CellState::NotRun, _) => End::Skipped("not run: the run was stopped".to_owned()),
        (CellState::Observed, _) => End::Passed,
        (CellState::Unexpected, Some(case)) => return of_case(&class, name, case),
        (CellState::Unexpected, None) => End::Failed(vec!["the code did not come".to_owned()]),
    };
    Test {
        class,
        name,
        case,
        end,
    }
}

fn of_case<'a>(class: &str, name: String, case: &'a CaseReport) -> Test<'a> {
    let end = match case.verdict {
        CaseVerdict::Passed => End::Passed,
        CaseVerdict::Failed => End::Failed(told::unexpected(case)),
        CaseVerdict::Broken => End::Broken(told::unexpected(case)),
    };
    Test {
        class: class.to_owned(),
        name,
        case: Some(case),
        end,
    }
}

/// How many tests ended how, and their milliseconds.
#[derive(Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
    ms: u64,
}

impl Counts {
    fn of<'a>(tests: impl Iterator<Item = &'a Test<'a>>) -> Self {
        tests.fold(Self::default(), |mut counts, test| {
            counts.tests += 1;
            counts.ms = counts.ms.saturating_add(test.ms());
            match test.end {
                End::Passed => {}
                End::Failed(_) => counts.failures += 1,
                End::Broken(_) => counts.errors += 1,
                End::Skipped(_) => counts.skipped += 1,
            }
            counts
        })
    }

    fn attributes(&self) -> [(&'static str, String); 5] {
        [
            ("tests", self.tests.to_string()),
            ("failures", self.failures.to_string()),
            ("errors", self.errors.to_string()),
            ("skipped", self.skipped.to_string()),
            ("time", seconds(self.ms)),
        ]
    }
}

impl Test<'_> {
    fn ms(&self) -> u64 {
        self.case.map_or(0, |case| case.elapsed_ms)
    }
}

type Out = Writer<Vec<u8>>;

fn write(writer: &mut Out, report: &Report, suites: &[Suite]) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let counts = Counts::of(suites.iter().flat_map(|suite| &suite.tests));
    let mut element = writer
        .create_element("testsuites")
        .with_attribute(("name", "numberauth"));
    for (name, value) in counts.attributes() {
        element = element.with_attribute((name, value.as_str()));
    }
    element.write_inner_content(|writer| {
        suites
            .iter()
            .try_for_each(|suite| write_suite(writer, report, suite))
    })?;
    Ok(())
}

fn write_suite(writer: &mut Out, report: &Report, suite: &Suite) -> io::Result<()> {
    let mut element = writer
        .create_element("testsuite")
        .with_attribute(("name", suite.name.as_str()));
    for (name, value) in Counts::of(suite.tests.iter()).attributes() {
        element = element.with_attribute((name, value.as_str()));
    }
    let began = suite.tests.iter().find_map(|test| test.case);
    if let Some(case) = began {
        element = element.with_attribute(("timestamp", case.started_at.to_string().as_str()));
    }
    element.write_inner_content(|writer| {
        write_properties(
            writer,
            &[
                ("generator", xml(&report.generator).as_str()),
                ("seed", report.seed.to_string().as_str()),
                ("report_sha256", report.sha256.as_str()),
                ("kind", told::name(report.kind).as_str()),
                ("partial", report.partial.to_string().as_str()),
                ("clock", "the scenarios' own: times are simulated"),
            ],
        )?;
        suite
            .tests
            .iter()
            .try_for_each(|test| write_test(writer, test))
    })?;
    Ok(())
}

fn write_properties(writer: &mut Out, properties: &[(&str, &str)]) -> io::Result<()> {
    writer
        .create_element("properties")
        .write_inner_content(|writer| {
            properties.iter().try_for_each(|property| {
                let (name, value) = *property;
                writer
                    .create_element("property")
                    .with_attribute(("name", name))
                    .with_attribute(("value", value))
                    .write_empty()
                    .map(drop)
            })
        })?;
    Ok(())
}

fn write_test(writer: &mut Out, test: &Test) -> io::Result<()> {
    writer
        .create_element("testcase")
        .with_attribute(("classname", xml(&test.class).as_str()))
        .with_attribute(("name", xml(&test.name).as_str()))
        .with_attribute(("time", seconds(test.ms()).as_str()))
        .write_inner_content(|writer| {
            if let Some(case) = test.case {
                write_properties(
                    writer,
                    &[
                        ("scenario", xml(&case.id).as_str()),
                        ("scenario_sha256", xml(&case.sha256).as_str()),
                        ("title_zh", xml(&case.title.zh).as_str()),
                        ("title_en", xml(&case.title.en).as_str()),
                    ],
                )?;
            }
            match &test.end {
                End::Passed => Ok(()),
                End::Failed(lines) => write_end(writer, "failure", "unexpected", lines),
                End::Broken(lines) => write_end(writer, "error", "broken", lines),
                End::Skipped(why) => writer
                    .create_element("skipped")
                    .with_attribute(("message", xml(why).as_str()))
                    .write_empty()
                    .map(drop),
            }
        })?;
    Ok(())
}

fn write_end(writer: &mut Out, element: &str, kind: &str, lines: &[String]) -> io::Result<()> {
    let first = lines.first().map_or(kind, String::as_str);
    writer
        .create_element(element)
        .with_attribute(("message", xml(first).as_str()))
        .with_attribute(("type", kind))
        .write_text_content(BytesText::new(&xml(&lines.join("\n"))))?;
    Ok(())
}

/// The text without the characters that XML 1.0 cannot carry, not even as references (its production 2, `Char`).
fn xml(text: &str) -> String {
    let carried = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars()
        .map(|c| if carried(c) { c } else { '\u{fffd}' })
        .collect()
}

/// `1.500`
fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}
