//! The content security policy, and what it does not speak of: the page loads, runs and sends nothing but its own, and stays.

use serde_json::{Value, json};

use crate::window::in_window;

/// What a script that had slipped into the page would try, and the policy's directives that stopped it.
const TRIES: &str = r#"
    const stopped = new Set();
    document.addEventListener('securitypolicyviolation', (event) => stopped.add(event.effectiveDirective));
    const elsewhere = ADDRESS;
    const add = (name, properties) => document.body.append(Object.assign(document.createElement(name), properties));
    const sent = await fetch(elsewhere).then(() => true, () => false);
    add('img', { src: `${elsewhere}x.png` });
    add('iframe', { src: elsewhere });
    add('script', { src: `${elsewhere}x.js` });
    add('script', { textContent: 'window.ran = "a script in the page"' });
    add('style', { textContent: 'body { color: red }' });
    try { window.ran = (0, eval)('"eval"'); } catch { /* as it should be */ }
    await new Promise((then) => setTimeout(then, 500));
    return { stopped: [...stopped].sort(), sent, ran: window.ran ?? null };
"#;

/// No directive speaks of a page that leads its own window elsewhere: the program itself does not follow.
const LEAVING: &str = r"
    const elsewhere = ADDRESS;
    location.href = `${elsewhere}?number=13800001234`;
    await new Promise((then) => setTimeout(then, 250));
    const link = Object.assign(document.createElement('a'), { href: `${elsewhere}link` });
    document.body.append(link);
    link.click();
    await new Promise((then) => setTimeout(then, 500));
    return location.href;
";

#[tokio::test]
async fn nothing_elsewhere_is_loaded_run_or_sent() {
    // Somebody who would hear it; a page of the program's own simulator is no other.
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let address = format!("http://{}/", elsewhere.local_addr().unwrap());
    in_window(async |window| {
        let tries = TRIES.replace("ADDRESS", &json!(address).to_string());
        let came = window.run_async(&tries).await;
        assert_eq!(
            (&came["sent"], &came["ran"]),
            (&json!(false), &Value::Null),
            "{came}"
        );
        for directive in [
            "connect-src",
            "img-src",
            "frame-src",
            "script-src-elem",
            "style-src-elem",
        ] {
            let stopped = came["stopped"].as_array().unwrap();
            assert!(stopped.contains(&json!(directive)), "{directive}: {came}");
        }
        assert!(elsewhere.accept().is_err(), "a connection came");
        // They were meant: at its end a test fails for every offence.
        window.run("window.offences.length = 0").await;
    })
    .await;
}

#[tokio::test]
async fn a_page_cannot_lead_its_window_elsewhere_nor_say_anything_there() {
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let address = format!("http://{}/", elsewhere.local_addr().unwrap());
    in_window(async |window| {
        let before = window.ask("location.href").await;
        let tries = LEAVING.replace("ADDRESS", &json!(address).to_string());
        assert_eq!(window.run_async(&tries).await, before);
        // WebKit may have opened a connection before it asked whether to go: nothing was said on it.
        while let Ok((mut connection, _)) = elsewhere.accept() {
            connection
                .set_read_timeout(Some(std::time::Duration::from_millis(500)))
                .unwrap();
            connection.set_nonblocking(false).unwrap();
            let mut said = [0; 64];
            let count = std::io::Read::read(&mut connection, &mut said).unwrap_or(0);
            let said = String::from_utf8_lossy(&said[..count]);
            assert_eq!(said, "", "the page was heard elsewhere");
        }
    })
    .await;
}
