use super::*;

#[tokio::test]
async fn the_cloud_refuses_in_the_vendors_own_words() {
    let simulator = start().await;
    let key = ACCOUNTS[0].access_key();
    let wrong = AccessKey::new(ACCOUNTS[0].access_key_id, "another");
    let unknown = AccessKey::new("nobody", "x");
    let pairs = token_pairs();
    let no_url = &pairs[1..];
    let with = |name: &'static str, value: &'static str| {
        pairs.map(|(known, old)| (known, if known == name { value } else { old }))
    };
    let action = "GetAuthToken";
    let cases = [
        (
            signed(&simulator, &key, action, &pairs, "1").await,
            200,
            "OK",
        ),
        (
            signed(&simulator, &key, action, &pairs, "1").await,
            400,
            "SignatureNonceUsed",
        ),
        (
            signed(&simulator, &wrong, action, &pairs, "2").await,
            400,
            "SignatureDoesNotMatch",
        ),
        (
            signed(&simulator, &unknown, action, &pairs, "3").await,
            404,
            "InvalidAccessKeyId.NotFound",
        ),
        (
            signed(&simulator, &key, "GetEverything", &pairs, "4").await,
            404,
            "InvalidAction.NotFound",
        ),
        (
            signed(&simulator, &key, action, no_url, "5").await,
            400,
            "MissingParameter",
        ),
        (
            signed(&simulator, &key, action, &with("SceneCode", "FC0"), "6").await,
            200,
            "isv.SCENE_QUERY_FAIL",
        ),
        (
            signed(&simulator, &key, action, &with("BizType", "2"), "7").await,
            200,
            "isv.INVALID_PARAMETERS",
        ),
        (
            signed(&simulator, &key, action, &with("Url", "ftp://x"), "8").await,
            200,
            "isv.INVALID_PARAMETERS",
        ),
        (
            signed(
                &simulator,
                &key,
                "GetPhoneWithToken",
                &[("SpToken", "x")],
                "9",
            )
            .await,
            200,
            "isv.TOKEN_INVALID",
        ),
    ];
    for (answer, status, code) in cases {
        let body = answer.json();
        assert_eq!(
            (answer.status, &body["Code"]),
            (status, &json!(code)),
            "{body}"
        );
        assert!(
            body["Message"].is_string()
                && body["RequestId"].as_str().is_some_and(|id| id.len() == 36)
        );
        assert_eq!(
            body["HostId"].is_string() && body["Recommend"].is_string(),
            status != 200,
            "{body}"
        );
        // The answer tells no more than the real cloud's: no canonical request, no secret.
        assert!(
            !answer.body.contains("x-acs-date")
                && !answer.body.contains(ACCOUNTS[0].access_key_secret)
        );
    }
    // A wrong secret uses no nonce up.
    assert_eq!(
        signed(&simulator, &key, action, &pairs, "2").await.json()["Code"],
        "OK"
    );
}

#[tokio::test]
async fn a_call_without_a_signature_is_refused() {
    let simulator = start().await;
    let address = simulator.address();
    let answer = post(address, &format!("/?{QUERY}"), &host(address), b"").await;
    assert_eq!(
        (answer.status, &answer.json()["Code"]),
        (400, &json!("MissingParameter"))
    );
}

#[tokio::test]
async fn a_moved_calendar_makes_no_signature_one_of_another_day() {
    let clock = Clock::batch();
    let simulator = Simulator::start(Config {
        clock: clock.clone(),
        ..config(0)
    })
    .await
    .unwrap();
    clock.advance(86_400 * 30);
    let key = ACCOUNTS[0].access_key();
    let answer = signed(&simulator, &key, "GetAuthToken", &token_pairs(), "1").await;
    assert_eq!(answer.json()["Code"], "OK");
    assert!(
        answer.head.contains("date: thu, 01 jan 2026 00:00:0"),
        "{}",
        answer.head
    );
    // The system's clock is years away from the signature's date.
    let simulator = Simulator::start(Config {
        clock: Clock::system(),
        ..config(0)
    })
    .await
    .unwrap();
    let answer = signed(&simulator, &key, "GetAuthToken", &token_pairs(), "1").await;
    assert_eq!(
        (answer.status, &answer.json()["Code"]),
        (400, &json!("InvalidTimeStamp.Expired"))
    );
}

#[tokio::test]
async fn an_sp_token_of_sixteen_kilobytes_fits_into_the_request_line() {
    let simulator = start().await;
    let long = "x".repeat(16 * 1024);
    let key = ACCOUNTS[0].access_key();
    let answer = signed(
        &simulator,
        &key,
        "GetPhoneWithToken",
        &[("SpToken", &long)],
        "1",
    )
    .await;
    assert_eq!(answer.json()["Code"], "isv.TOKEN_INVALID");
}

#[tokio::test]
async fn a_form_body_is_taken_like_a_query() {
    let simulator = start().await;
    let address = simulator.address();
    let authority = address.to_string();
    let body = QUERY.as_bytes();
    let input = SigningInput {
        method: "POST",
        host: &authority,
        action: "GetAuthToken",
        version: "2017-05-25",
        query: &[],
        body,
        date: "2026-01-01T00:00:00Z".parse().unwrap(),
        nonce: "1",
    };
    let mut headers = host(address);
    headers.push((
        "content-type".into(),
        "application/x-www-form-urlencoded; charset=utf-8".into(),
    ));
    headers.extend(sign(&ACCOUNTS[0].access_key(), &input));
    assert_eq!(
        post(address, "/", &headers, body).await.json()["Code"],
        "OK"
    );
}

#[tokio::test]
async fn an_sp_token_of_another_account_is_not_exchanged() {
    let simulator = start().await;
    let address = simulator.address();
    let (access, jwt) = simulator.tokens_issued_ago(numberauth_protocol::Flow::Verify, 0);
    let body =
        json!({"flow": "verify", "access_token": access.reveal(), "jwt_token": jwt.reveal()})
            .to_string();
    for step in ["check", "token"] {
        let answer = post(
            address,
            &format!("/h5/v1/{step}"),
            &host(address),
            body.as_bytes(),
        )
        .await
        .json();
        assert_eq!(answer["code"], "OK", "{answer}");
        let Some(token) = answer["data"]["sp_token"].as_str() else {
            continue;
        };
        let pairs = [("PhoneNumber", "13800001234"), ("SpToken", token)];
        let other = signed(
            &simulator,
            &ACCOUNTS[1].access_key(),
            "VerifyPhoneWithToken",
            &pairs,
            "1",
        )
        .await;
        assert_eq!(other.json()["Code"], "isv.TOKEN_UNAUTHORIZED_USED");
        let own = signed(
            &simulator,
            &ACCOUNTS[0].access_key(),
            "VerifyPhoneWithToken",
            &pairs,
            "2",
        )
        .await;
        assert_eq!(own.json()["Code"], "OK");
    }
}

#[tokio::test]
async fn another_version_of_the_api_is_not_found() {
    let simulator = start().await;
    let address = simulator.address();
    let authority = address.to_string();
    let input = SigningInput {
        method: "POST",
        host: &authority,
        action: "GetAuthToken",
        version: "2099-01-01",
        query: &[],
        body: b"",
        date: "2026-01-01T00:00:00Z".parse().unwrap(),
        nonce: "1",
    };
    let mut headers = host(address);
    headers.extend(sign(&ACCOUNTS[0].access_key(), &input));
    let answer = post(address, "/", &headers, b"").await;
    assert_eq!(
        (answer.status, &answer.json()["Code"]),
        (404, &json!("InvalidAction.NotFound"))
    );
}
