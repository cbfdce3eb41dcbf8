//! The fictional app's own wording, read from the page's messages: what the phone shows where no customer's wording is kept, and so
//! what its consent page is judged by.

use std::sync::LazyLock;

use numberauth_protocol::Flow;
use numberauth_scenario::{ExpectedAgreement, ExpectedWording, PhoneLanguage};
use serde::Deserialize;

#[derive(Deserialize)]
struct Messages {
    phone: PhoneMessages,
}

#[derive(Deserialize)]
struct PhoneMessages {
    app: String,
    agree: AgreementNames,
}

#[derive(Deserialize)]
struct AgreementNames {
    terms: String,
    privacy: String,
}

#[expect(clippy::expect_used, reason = "a file of this project, read by a test")]
fn read(text: &str) -> PhoneMessages {
    serde_json::from_str::<Messages>(text)
        .expect("the page's messages")
        .phone
}

static ZH: LazyLock<PhoneMessages> =
    LazyLock::new(|| read(include_str!("../../ui/src/messages/zh.json")));
static EN: LazyLock<PhoneMessages> =
    LazyLock::new(|| read(include_str!("../../ui/src/messages/en.json")));

/// What the fictional app's page says: a verification asks for its privacy policy alone (PROTOCOL.md §5).
pub(crate) fn shipped_wording(language: PhoneLanguage, flow: Flow) -> ExpectedWording {
    let phone = match language {
        PhoneLanguage::Zh => &*ZH,
        PhoneLanguage::En => &*EN,
    };
    let names = match flow {
        Flow::Login => vec![&phone.agree.terms, &phone.agree.privacy],
        Flow::Verify => vec![&phone.agree.privacy],
    };
    ExpectedWording {
        app_name: phone.app.clone(),
        // They open inside the phone and have no address.
        agreements: names
            .into_iter()
            .map(|name| ExpectedAgreement {
                name: name.clone(),
                url: None,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_messages_name_the_app_and_its_agreements() {
        for language in PhoneLanguage::ALL {
            let login = shipped_wording(language, Flow::Login);
            assert!(!login.app_name.is_empty());
            assert_eq!(login.agreements.len(), 2);
            let verify = shipped_wording(language, Flow::Verify);
            assert_eq!(verify.agreements, login.agreements[1..]);
            assert!(verify.agreements[0].name.contains("隐私"));
        }
    }
}
