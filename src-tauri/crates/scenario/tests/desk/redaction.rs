//! Nothing that leaves by the journal shows a number, typed digits or a token.

use numberauth_protocol::{DeviceCarrier, Flow, Network, SdkCall, SpToken};
use numberauth_scenario::DeviceChoice;
use serde_json::{Value, json};

use crate::page::{Page, choice, options};

/// Both flows to their ends, with slips that put secrets where they do not belong; what must not show is collected.
async fn walk(page: &Page, secrets: &mut Vec<String>) {
    let number = page.bench.own_number();
    let digits = page.right_digits();
    secrets.push(number.reveal().to_owned());
    let tokens = page.tokens(Flow::Login).await;
    let keep = |tokens: &Value| {
        ["accessToken", "jwtToken"].map(|name| tokens[name].as_str().unwrap().to_owned())
    };
    secrets.extend(keep(&tokens));
    page.call(SdkCall::CheckLoginAvailable, tokens.clone())
        .await;
    page.mask().await;
    page.login_token(&page.wrong_digits()).await;
    let token = page.login_token(&digits).await;
    secrets.extend(token.sp_token.clone());
    page.exchange(&token).await;
    page.exchange(&token).await;

    let tokens = page.tokens(Flow::Verify).await;
    secrets.extend(keep(&tokens));
    page.call(SdkCall::CheckAuthAvailable, tokens.clone()).await;
    let token = page.verify_token().await.sp_token.unwrap();
    secrets.push(token.clone());
    for typed in [
        format!("+86{}", number.reveal()),
        number.reveal().to_owned(),
    ] {
        page.bench
            .verify_phone_with_token(&typed, &SpToken::new(token.clone()))
            .await;
    }
    // Values in the wrong place.
    for slip in [
        json!({"timeout": number.reveal(), "mask": number.reveal()}),
        json!({"accessToken": number.reveal(), "jwtToken": [tokens["jwtToken"]]}),
        json!({"mask": digits, "accessToken": {"nested": tokens["accessToken"]}, "timeout": {"number": number.reveal()}}),
        json!({number.reveal(): 1, "timeout": tokens["jwtToken"]}),
    ] {
        for call in SdkCall::ALL {
            page.sdk.call(call, &options(slip.clone())).result().await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_journal_shows_no_number_no_digits_and_no_token() {
    let mut joined = String::new();
    let mut secrets = Vec::new();
    for carrier in [DeviceCarrier::Cm, DeviceCarrier::Cu, DeviceCarrier::Ct] {
        for network in [Network::Cellular, Network::Hotspot] {
            let page = Page::on(carrier, Network::Cellular).await;
            // A number whose hidden digits are a text of their own, so that they can be looked for.
            let number = Some("13800777123".to_owned());
            page.bench
                .set_device(&DeviceChoice {
                    number,
                    ..choice(carrier, network)
                })
                .unwrap();
            walk(&page, &mut secrets).await;
            let entries = page.bench.journal().after(0, usize::MAX);
            assert!(entries.len() > 40, "{}", entries.len());
            joined.extend(
                entries
                    .iter()
                    .map(|entry| serde_json::to_string(&**entry).unwrap()),
            );
            joined.extend(entries.iter().map(|entry| format!("{entry:?}")));
        }
    }
    for secret in &secrets {
        assert!(
            !joined.contains(secret.as_str()),
            "shown: {}…",
            &secret[..6]
        );
        let encoded = secret
            .replace('+', "%2B")
            .replace('/', "%2F")
            .replace('=', "%3D");
        assert!(
            !joined.contains(&encoded),
            "shown encoded: {}…",
            &secret[..6]
        );
        // Not in pieces either: no twelve characters of a token in a row.
        if secret.len() > 20 {
            assert!(
                !joined.contains(&secret[8..20]),
                "shown in part: {}…",
                &secret[..6]
            );
        }
    }
    // Typed digits never appear as a value of their own.
    for digits in ["0777", "0778"] {
        assert!(
            !joined.contains(&format!("\"{digits}\"")),
            "typed digits are shown"
        );
        assert!(
            !joined.contains(&format!("\\\"{digits}\\\"")),
            "typed digits are shown"
        );
    }
    assert!(joined.contains("138****7123") && joined.contains("••••"));
}
