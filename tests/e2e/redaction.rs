//! What the window shows beside the phone, the path strip and the device's own control holds no number, no typed digits and no
//! token (ARCHITECTURE.md, "Secrets and numbers").

use serde_json::{Value, json};

use crate::page::phone;
use crate::window::{Window, in_window};

/// Walks a login on the class itself, and gives every token that it met.
const LOGIN_BY_SCRIPT: &str = "
  const invoke = (name, args) => window.__TAURI_INTERNALS__.invoke(`plugin:${name}`, args);
  const tokens = await invoke('server|get_auth_token', { flow: 'login' });
  const sdk = new window.PhoneServerCustomization();
  const call = (name, options) => new Promise((callback) => sdk[name]({ ...options, callback }));
  await call('checkLoginAvailable', { accessToken: tokens.access_token, jwtToken: tokens.jwt_token });
  await call('getLoginMaskPhone', {});
  const snapshot = await invoke('feed|snapshot', {});
  const token = await call('getLoginToken', { mask: snapshot.simulation.device.number.slice(3, 7) });
  await invoke('server|get_phone_with_token', { spToken: token.spToken });
  return [tokens.access_token, tokens.jwt_token, token.spToken];";

/// Opens every row and every tab of it, and gives all the text that rows, tabs, announcements and titles showed meanwhile.
const READ_THE_LOG: &str = "
  const settled = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  const texts = [document.title];
  for (const row of document.querySelectorAll('.row')) {
    texts.push(row.textContent, ...[...row.querySelectorAll('[title]')].map((element) => element.title));
    row.click();
    await settled();
    for (const tab of [...document.querySelectorAll('[data-tab]')].map((tab) => tab.dataset.tab)) {
      document.querySelector(`[data-tab=\"${tab}\"]`)?.click();
      await settled();
      texts.push(document.querySelector('[role=tabpanel]').innerText);
    }
  }
  texts.push(...[...document.querySelectorAll('[role=log], [role=status], [role=alert]')].map((element) => element.textContent));
  return texts.join('\\n');";

fn texts(value: &Value) -> Vec<String> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

async fn assert_hidden(window: &Window, secrets: &[String], digits: &str) {
    let shown = window.run_async(READ_THE_LOG).await;
    let shown = shown.as_str().unwrap();
    assert!(
        shown.contains("138****") && shown.contains("••••"),
        "the log was not read: {shown}"
    );
    let journal = window.command("feed|snapshot", &json!({})).await["entries"].to_string();
    for text in [shown, &journal] {
        for secret in secrets {
            assert!(!text.contains(secret.as_str()), "shown: {}…", &secret[..3]);
            let middle = &secret[secret.len() / 3..secret.len() / 3 + secret.len().min(16) / 2];
            assert!(
                secret.len() < 20 || !text.contains(middle),
                "shown in part: {}…",
                &secret[..3]
            );
        }
        assert!(
            !text.contains(&format!("\"{digits}\"")),
            "typed digits are shown"
        );
    }
}

#[tokio::test]
async fn the_log_and_its_details_show_no_number_no_digits_and_no_token() {
    in_window(async |window| {
        let number = window.own_number().await;
        window.open_consent_page().await;
        window.press(".path", "path.fill_wrong").await;
        window.tick().await;
        window.press_on_phone("consent.button").await;
        window.phone_says(&phone("consent.wrongDigits")).await;
        window.press(".path", "path.fill_right").await;
        window.press_on_phone("consent.button").await;
        window.screen("signedIn").await;
        let mut secrets = texts(&window.run_async(LOGIN_BY_SCRIPT).await);
        let digits = number[3..7].to_owned();
        secrets.push(number);
        assert_hidden(window, &secrets, &digits).await;
    })
    .await;
}
