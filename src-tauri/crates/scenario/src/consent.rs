//! What a consent page must hold: the rules, a customer's own wording held to them, and the judgement of a page as it
//! is seen. The page only measures; everything is judged here.

pub(crate) mod audit;
mod button;
mod rules;
mod seen;
mod sight;
mod text;
mod wording;

pub use audit::{ConsentAudit, ConsentFinding, ConsentVerdict};
pub use rules::{ConsentRule, RuleEntry, consent_rules};
pub use seen::{ConsentPart, SeenConsent, SeenPage, SeenPart, SeenRefusal};
pub use sight::Sight;
pub use wording::{
    AppAgreement, ExpectedAgreement, ExpectedWording, MOST_AGREEMENTS, PhoneLanguage, Wording,
    WordingProblem, Wordings,
};
