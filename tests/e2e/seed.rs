//! The seed's sample code in the window, character by character, and the same calls with real tokens.

use serde_json::{Value, json};

use crate::window::{Window, in_window};

/// The samples in the README's order: see seed/README.md.
const SAMPLES: [&str; 7] = [
    include_str!("seed/1-new.js"),
    include_str!("seed/2-getConnection.js"),
    include_str!("seed/3-checkLoginAvailable.js"),
    include_str!("seed/4-getLoginMaskPhone.js"),
    include_str!("seed/5-getLoginToken.js"),
    include_str!("seed/6-checkAuthAvailable.js"),
    include_str!("seed/7-getVerifyToken.js"),
];

/// The samples let nobody see what two of their callbacks get. So `new` makes an heir of the class, which notes each answer and
/// hands it on; the class itself and the samples are as they are.
const NOTING: &str = "
  const answers = (window.answers = {});
  window.PhoneServerCustomization = class extends window.PhoneServerCustomization {
    getConnection() {
      return (answers.getConnection = super.getConnection());
    }
  };
  for (const call of ['checkLoginAvailable', 'getLoginMaskPhone', 'getLoginToken', 'checkAuthAvailable', 'getVerifyToken']) {
    window.PhoneServerCustomization.prototype[call] = function (options) {
      const { callback } = options;
      const noting = (res) => {
        (answers[call] ??= []).push(res.code);
        callback(res);
      };
      return Object.getPrototypeOf(window.PhoneServerCustomization.prototype)[call].call(this, { ...options, callback: noting });
    };
  }";

/// Notes what the samples themselves write to the console.
const CONSOLE: &str = "
  const { log } = console;
  window.written = [];
  console.log = (...values) => {
    window.written.push(values[0].code);
    log.apply(console, values);
  };";

async fn run_the_samples(window: &Window, connection: &str) {
    window.run(CONSOLE).await;
    window.run(NOTING).await;
    window.run(&SAMPLES.concat()).await;
    window
        .until(
            "five answers",
            "Object.values(window.answers).flat().length === 6",
        )
        .await;
    // PROTOCOL.md §2, "The seed's own samples against a fresh instance"; one answer each, as a number.
    assert_eq!(
        window.ask("window.answers").await,
        json!({
            "getConnection": connection,
            "checkLoginAvailable": [600_025],
            "getLoginMaskPhone": [600_013],
            "getLoginToken": [600_014],
            "checkAuthAvailable": [600_025],
            "getVerifyToken": [600_025],
        })
    );
    let mut written: Vec<u32> = serde_json::from_value(window.ask("window.written").await).unwrap();
    written.sort_unstable();
    assert_eq!(written, [600_013, 600_014, 600_025]);
}

#[tokio::test]
async fn the_samples_as_they_stand_get_the_codes_that_the_protocol_names() {
    in_window(async |window| {
        run_the_samples(window, "cellular").await;
        let mut calls = window.calls(5).await;
        calls.sort();
        let expected = [
            ("checkAuthAvailable", "600025"),
            ("checkLoginAvailable", "600025"),
            ("getLoginMaskPhone", "600013"),
            ("getLoginToken", "600014"),
            ("getVerifyToken", "600025"),
        ];
        assert_eq!(
            calls,
            expected.map(|(call, code)| (call.to_owned(), code.to_owned())),
            "the log tells the same"
        );
    })
    .await;
}

#[tokio::test]
async fn the_samples_on_wi_fi_are_told_so() {
    in_window(async |window| {
        window.choose("header select", "wifi").await;
        let warned = "document.querySelector('.path .bad')";
        window.until("the path without a number", warned).await;
        run_the_samples(window, "wifi").await;
    })
    .await;
}

#[tokio::test]
async fn with_real_tokens_in_order_every_call_gives_600000() {
    in_window(async |window| {
        let number = window.own_number().await;
        let script = "
          const server = (command, values) => window.__TAURI_INTERNALS__.invoke(`plugin:server|${command}`, values);
          const phoneServer = new PhoneServerCustomization();
          const ask = (call, options) =>
            new Promise((callback) => phoneServer[call]({ timeout: 20, ...options, callback }));
          const tokens = async (flow) => {
            const reply = await server('get_auth_token', { flow });
            return { accessToken: reply.access_token, jwtToken: reply.jwt_token };
          };
          const answers = [];
          const login = await tokens('login');
          answers.push(await ask('checkLoginAvailable', login), await ask('getLoginMaskPhone', {}));
          const loginToken = await ask('getLoginToken', { mask: 'DIGITS' });
          const phone = await server('get_phone_with_token', { spToken: loginToken.spToken });
          const verification = await tokens('verify');
          answers.push(loginToken, await ask('checkAuthAvailable', verification));
          const verifyToken = await ask('getVerifyToken', {});
          answers.push(verifyToken);
          const verified = await server('verify_phone_with_token', { phoneNumber: 'NUMBER', spToken: verifyToken.spToken });
          return { answers, phone, verified };"
            .replace("DIGITS", &number[3..7])
            .replace("NUMBER", &number);
        let done = window.run_async(&script).await;
        let codes: Vec<&Value> = done["answers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|answer| &answer["code"])
            .collect();
        assert_eq!(codes, [600_000; 5]);
        let mask = format!("{}****{}", &number[..3], &number[7..]);
        assert_eq!(done["answers"][1]["maskPhone"], json!(mask));
        assert_eq!(done["answers"][2]["vender"], json!("CM"));
        assert_eq!(done["phone"]["number"], json!(number));
        assert_eq!(done["verified"]["result"], json!("PASS"));
    })
    .await;
}
