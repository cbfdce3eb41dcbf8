//! `plugin:consent`: the check of the consent page that is shown, and the customer's own wording of it.

use numberauth_scenario::{
    ConsentAudit, ExpectedWording, PhoneLanguage, SeenConsent, Wording, WordingProblem,
};
use serde_json::json;
use tauri::command;

use super::ShellState;
use super::settings::not_taken;
use crate::shipped_wording::shipped_wording;
use crate::{CommandError, ErrorCode};

/// Judges the page that is seen by the rules, and by the wording that is kept for its language.
#[command]
pub(crate) fn audit(shell: ShellState<'_>, seen: SeenConsent) -> ConsentAudit {
    let wordings = shell.settings.current().wording;
    let expected = match wordings.of(seen.language) {
        Some(own) => ExpectedWording::from(own),
        None => shipped_wording(seen.language, seen.flow),
    };
    shell.bench.audit_consent(&seen, &expected)
}

/// What is wrong with a wording; nothing: it may be applied.
#[command]
pub(crate) fn check_wording(language: PhoneLanguage, wording: Wording) -> Vec<WordingProblem> {
    wording.trimmed().problems(language)
}

/// Applies a wording to the phone in this language, and answers when it is kept; none: the fictional app's again.
#[command]
pub(crate) async fn save_wording(
    shell: ShellState<'_>,
    language: PhoneLanguage,
    wording: Option<Wording>,
) -> Result<(), CommandError> {
    let wording = wording.map(Wording::trimmed);
    if let Some(wording) = &wording {
        let problems = wording.problems(language);
        if !problems.is_empty() {
            let mut refused = CommandError::new(
                ErrorCode::WordingRefused,
                format!(
                    "the wording breaks {} rules of the consent page",
                    problems.len()
                ),
            )
            .with_hint("mend the fields that are told");
            refused.details = Some(json!({ "problems": problems }));
            return Err(refused);
        }
    }
    shell
        .settings
        .change(|settings| settings.wording.set(language, wording))
        .map_err(not_taken)?;
    shell.settings.written().await.map_err(not_taken)
}
