//! A customer's own page in a plain browser, against `numberauth serve --allow-origin`.
//!
//! The page in `shop/` is written for the vendor's package. It is served from an origin of its own, with a server of its own
//! behind it, and takes nothing from this program but the script.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod browser;
mod customer;
mod documentation;
mod simulator;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::{Browser, in_browser};
use crate::customer::Shop;
use crate::simulator::Simulator;

const NUMBER: &str = "13800131234";
const HIDDEN: &str = "0013";

/// A simulator that allows the shop's origin, and the shop's address.
async fn allowed_shop() -> (Simulator, String) {
    let shop = Shop::new().await;
    let origin = shop.origin();
    let simulator = Simulator::start(std::slice::from_ref(&origin));
    shop.open(&simulator);
    (simulator, origin)
}

/// From the shop's first button to the consent page.
async fn ask_to_log_in(browser: &Browser) {
    browser.click("login").await;
    browser.until_text("mask", "138****1234").await;
}

/// The consent page's box, digits and button.
async fn consent(browser: &Browser, digits: &str) {
    browser.type_into("digits", digits).await;
    browser.click("agree").await;
    browser.click("confirm").await;
}

/// A whole login on a page that is open.
async fn log_in(browser: &Browser) {
    ask_to_log_in(browser).await;
    assert_eq!(browser.text("agreement").await, "《中国移动认证服务条款》");
    consent(browser, HIDDEN).await;
    browser
        .until_text("outcome", &format!("欢迎 {NUMBER}"))
        .await;
    let codes = [
        "checkLoginAvailable 600000",
        "getLoginMaskPhone 600000",
        "getLoginToken 600000",
    ];
    assert_eq!(browser.codes().await, json!(codes));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_the_classic_script_logs_in_up_to_the_whole_number() {
    let (simulator, shop) = allowed_shop().await;
    let phone = simulator.device("CM", NUMBER, "cellular").await;
    in_browser(async |browser| {
        browser
            .enter(&format!("{shop}/classic.html?device={phone}"))
            .await;
        log_in(browser).await;
    })
    .await;
    let journal = simulator.journal().await;
    for call in [
        "GetAuthToken",
        "checkLoginAvailable",
        "getLoginMaskPhone",
        "getLoginToken",
        "GetPhoneWithToken",
    ] {
        assert!(journal.contains(call), "{call}");
    }
    assert!(!journal.contains(NUMBER) && !journal.contains(&format!("\"{HIDDEN}\"")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_the_module_logs_in_up_to_the_whole_number() {
    let (simulator, shop) = allowed_shop().await;
    let phone = simulator.device("CM", NUMBER, "cellular").await;
    in_browser(async |browser| {
        browser
            .enter(&format!("{shop}/module.html?device={phone}"))
            .await;
        assert_eq!(
            browser.ask("'PhoneServerCustomization' in window").await,
            json!(false)
        );
        log_in(browser).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_the_package_logs_in_up_to_the_whole_number() {
    let (simulator, shop) = allowed_shop().await;
    let phone = simulator.device("CM", NUMBER, "cellular").await;
    in_browser(async |browser| {
        browser
            .enter(&format!("{shop}/package.html?device={phone}"))
            .await;
        assert_eq!(browser.text("network").await, "cellular");
        log_in(browser).await;
    })
    .await;
}

/// Such a page is no secure context: it has no `crypto.randomUUID`, and is of another site than the simulator.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_on_plain_http_of_another_site_logs_in() {
    let shop = Shop::new().await;
    let origin = format!("http://shop.test:{}", shop.port);
    let simulator = Simulator::start(std::slice::from_ref(&origin));
    shop.open(&simulator);
    let phone = simulator.device("CM", NUMBER, "cellular").await;
    in_browser(async |browser| {
        browser
            .enter(&format!("{origin}/classic.html?device={phone}"))
            .await;
        assert_eq!(browser.ask("isSecureContext").await, json!(false));
        log_in(browser).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_verifies_a_number() {
    let (simulator, shop) = allowed_shop().await;
    let phone = simulator.device("CT", "18900131234", "cellular").await;
    in_browser(async |browser| {
        browser
            .enter(&format!("{shop}/module.html?device={phone}"))
            .await;
        browser.click("agree-verify").await;
        for (number, outcome) in [("18900131234", "校验 PASS"), ("18900131235", "校验 REJECT")]
        {
            browser.type_into("number", number).await;
            browser.click("verify").await;
            browser.until_text("outcome", outcome).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_failure_reaches_the_page_with_its_own_code() {
    let (simulator, shop) = allowed_shop().await;
    let phone = simulator.device("CM", NUMBER, "cellular").await;
    in_browser(async |browser| {
        browser.enter(&format!("{shop}/classic.html?device={phone}")).await;
        // Wrong digits: China Mobile tells at once. The same mask then takes the right ones.
        ask_to_log_in(browser).await;
        consent(browser, "9999").await;
        browser.until_text("outcome", "失败 600011").await;
        browser.type_into("digits", HIDDEN).await;
        browser.click("confirm").await;
        browser.until_text("outcome", &format!("欢迎 {NUMBER}")).await;

        let answer = async |call: &str, options: Value| {
            let script = format!(
                "const phoneServer = (window.other ??= new PhoneServerCustomization());
                 return await new Promise((callback) => phoneServer.{call}({{ ...{options}, callback }}))"
            );
            let result = browser.run(&script).await;
            (result["code"].clone(), result)
        };
        // Order, judged for each instance.
        assert_eq!(answer("getLoginMaskPhone", json!({})).await.0, 600_013);
        assert_eq!(answer("getLoginToken", json!({"mask": HIDDEN})).await.0, 600_014);
        assert_eq!(answer("getVerifyToken", json!({})).await.0, 600_025);
        // The seed's own placeholders, and a slip.
        let tokens = json!({"accessToken": "xxxxxxx", "jwtToken": "xxxxxxxxx"});
        assert_eq!(answer("checkLoginAvailable", tokens).await.0, 600_025);
        assert_eq!(answer("getLoginToken", json!({"mask": 1234})).await.0, 600_028);

        simulator.silence("checkAuthAvailable").await;
        let mut tokens = browser
            .run("return await (await fetch('/api/tokens', { method: 'POST', body: '{\"flow\":\"verify\"}' })).json()")
            .await;
        tokens["timeout"] = json!(0.2);
        let (code, result) = answer("checkAuthAvailable", tokens).await;
        assert_eq!((code, &result["msg"]), (json!(600_015), &json!("接口超时")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn get_connection_is_right_from_the_first_line_on() {
    let (simulator, shop) = allowed_shop().await;
    let wifi = simulator.device("CU", "18600131234", "wifi").await;
    in_browser(async |browser| {
        for (query, network) in [
            (String::new(), "cellular"),
            (format!("?device={wifi}"), "wifi"),
        ] {
            for page in ["classic", "module"] {
                browser.enter(&format!("{shop}/{page}.html{query}")).await;
                assert_eq!(browser.text("network").await, network, "{page}{query}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_goes_away_takes_its_instances_with_it() {
    let (simulator, shop) = allowed_shop().await;
    in_browser(async |browser| {
        browser.enter(&format!("{shop}/classic.html")).await;
        // The page keeps a note of what it sends, for the next page.
        browser
            .run(
                "const send = window.fetch;
                 window.fetch = (url, init) => {
                   if (String(url).endsWith('/call')) sessionStorage.instance = JSON.parse(init.body).instance;
                   return send(url, init);
                 }",
            )
            .await;
        browser.click("login").await;
        browser.until("the mask", "document.getElementById('consent').open").await;
        browser.visit(&format!("{shop}/nothing.html")).await;
        let instance = browser.ask("sessionStorage.instance").await;
        let end = Instant::now() + Duration::from_mins(1);
        for number in 3.. {
            let call = json!({"instance": instance, "number": number, "settled": number - 1, "call": "getLoginMaskPhone", "options": {}});
            // Until the farewell has arrived the instance knows its check.
            let answer = simulator.call(&call).await;
            if answer["result"]["code"] == 600_013 {
                return;
            }
            assert!(Instant::now() < end, "the instance is still there: {answer}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_that_is_not_allowed_gets_nothing() {
    let shop = Shop::new().await;
    let origin = shop.origin();
    let simulator = Simulator::start(&["http://127.0.0.1:1".to_owned()]);
    shop.open(&simulator);
    in_browser(async |browser| {
        browser.visit(&format!("{origin}/module.html")).await;
        browser.until("the refusal", "document.body.dataset.refused === ''").await;
        assert_eq!(browser.ask("document.body.dataset.open").await, Value::Null);

        // A classic script is loaded from anywhere, by the rules of browsers; its calls are refused.
        browser.enter(&format!("{origin}/classic.html")).await;
        let call = browser.run(
            "return await new Promise((callback) => new PhoneServerCustomization().checkLoginAvailable(
               { accessToken: 'xxxxxxx', jwtToken: 'xxxxxxxxx', callback }))",
        );
        let result = call.await;
        assert_eq!(result["code"], 600_010);
        let reason = result["content"]["reason"].as_str().unwrap();
        assert!(reason.contains(&format!("--allow-origin {origin}")), "{reason}");
    })
    .await;
    assert_eq!(simulator.journal().await, "[]");
}
