//! The signature microscope in the window: slips tried out, texts pasted, the tab of a call.

use serde_json::json;

use crate::access::look;
use crate::sources::words;
use crate::window::{Window, in_window};

/// The simulator's own sentence, as the real cloud writes it; the id is the first simulated account's.
const ANSWER: &str = "{\"Code\":\"SignatureDoesNotMatch\",\"Message\":\"Specified signature is not matched with our calculation. server string to sign is:POST&%2F&AccessKeyId%3DMadeUpId%26Action%3DGetAuthToken%26Url%3Dhttps%253A%252F%252Fa.test%252F~me%26Version%3D2017-05-25\"}";

pub(crate) async fn open(window: &Window) {
    window.run("location.hash = '#signature'").await;
    window
        .until(
            "the view",
            "document.querySelector('[data-view=signature]')",
        )
        .await;
}

/// Signs wrongly on purpose by the view's own controls, and waits for the finding.
pub(crate) async fn slip(window: &Window, cause: &str) {
    window
        .run(&format!(
            "const select = document.querySelector('[data-view=signature] select');
             select.value = '{cause}';
             select.dispatchEvent(new Event('change', {{ bubbles: true }}));"
        ))
        .await;
    window.click("[data-view=signature] .button.primary").await;
    window
        .until(
            cause,
            &format!("document.querySelector('[data-finding={cause}]')"),
        )
        .await;
}

#[tokio::test]
async fn each_slip_that_the_view_offers_is_named_for_certain() {
    in_window(async |window| {
        look(window, "en", "light").await;
        open(window).await;
        let offered = window
            .ask("[...document.querySelectorAll('[data-view=signature] option')].map((one) => one.value)")
            .await;
        let offered: Vec<String> = serde_json::from_value(offered).unwrap();
        assert_eq!(offered.len(), 12);
        for cause in offered {
            slip(window, &cause).await;
            let sure = window.ask("!!document.querySelector('[data-finding] .certain')").await;
            // Any other secret is what is left when every known slip is ruled out.
            assert_eq!(sure, json!(cause != "other_secret"), "{cause}");
        }
        // In the log the row says so too, and its tab shows both strings.
        window.run("location.hash = '#login'").await;
        window.click("[data-seq]").await;
        window.click("[data-tab=signature]").await;
        window
            .until("the strings", "document.querySelector('.detail [data-finding]')")
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_pasted_answer_of_the_real_cloud_is_explained() {
    in_window(async |window| {
        look(window, "en", "light").await;
        open(window).await;
        let client = "POST&%2F&AccessKeyId%3DMadeUpId%26Action%3DGetAuthToken%26Url%3Dhttps%253A%252F%252Fa.test%252F%257Eme%26Version%3D2017-05-25";
        window
            .run(&format!(
                "const [text, own] = document.querySelectorAll('[data-view=signature] textarea');
                 for (const [field, value] of [[text, {}], [own, {}]]) {{
                   field.value = value;
                   field.dispatchEvent(new Event('input', {{ bubbles: true }}));
                 }}",
                json!(ANSWER),
                json!(client)
            ))
            .await;
        window.click("[data-view=signature] form button[type=submit]").await;
        window
            .until("the cause", "document.querySelector('form [data-finding=tilde_encoded] mark')")
            .await;
        let difference = window
            .ask("document.querySelector('form [data-first-difference]').innerText")
            .await;
        let difference = difference.as_str().unwrap();
        assert!(
            difference.contains("Url") && difference.contains(&words("en", "signature.client")),
            "{difference}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_view_fits_a_narrow_window() {
    in_window(async |window| {
        open(window).await;
        slip(window, "not_encoded_twice").await;
        for (width, height) in [(900, 600), (320, 480)] {
            let session = window.session();
            session.set_window_rect(0, 0, width, height).await.unwrap();
            window
                .until("the size", &format!("innerWidth <= {width}"))
                .await;
            for language in ["zh", "en"] {
                look(window, language, "light").await;
                window
                    .picture(&format!("signature-{width}-{language}"))
                    .await;
                let wide = window
                    .ask(
                        "[...document.querySelectorAll('[data-view=signature] *')].filter((one) => {
                           const { right, left, width } = one.getBoundingClientRect();
                           return width > 1 && (right > innerWidth + 1 || left < -1);
                         }).map((one) => one.outerHTML.slice(0, 80))",
                    )
                    .await;
                assert_eq!(wide, json!([]), "{width} {language}");
            }
        }
    })
    .await;
}
