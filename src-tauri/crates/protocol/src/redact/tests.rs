use proptest::prelude::*;
use serde_json::json;

use super::*;

const NUMBER: &str = "13800131234";

#[test]
fn fields_are_redacted_by_name() {
    let token = "t".repeat(60);
    let shown = json(&json!({
        "accessToken": token, "jwt_token": token, "SpToken": "short", "mask": "0013", "PhoneNumber": NUMBER,
        "Data": {"Mobile": NUMBER}, "mask_phone": "138****1234", "timeout": 2, "code": 600_000,
        "msg": format!("number {NUMBER} and +86{NUMBER}"),
    }));
    assert!(
        !shown.contains(NUMBER) && !shown.contains("0013") && !shown.contains(&token),
        "{shown}"
    );
    assert!(
        shown.contains("tttttt…(60)") && shown.contains("…(5)") && shown.contains(DIGITS),
        "{shown}"
    );
    assert_eq!(shown.matches("138****1234").count(), 5, "{shown}");
    assert!(
        shown.contains("600000") && shown.contains("\"timeout\": 2"),
        "{shown}"
    );
}

#[test]
fn values_in_the_wrong_field_do_not_show() {
    let token = "Ab1+/".repeat(20);
    let shown = json(
        &json!({"timeout": NUMBER, "device": token, "mask": NUMBER, "accessToken": {"a": NUMBER}}),
    );
    assert!(
        !shown.contains(NUMBER) && !shown.contains(&token),
        "{shown}"
    );
    assert_eq!(
        json(&json!({"mask": 1234, "number": 13_800_131_234_u64}))
            .matches("1234")
            .count(),
        1
    );
}

#[test]
fn queries_and_forms_are_redacted_pair_by_pair() {
    let line = target(
        "/?SpToken=c3AgdG9rZW4rLz0%3DAAAAAAAAAAAAAAAA&PhoneNumber=13800131234&Url=https%3A%2F%2Fa.test%2F",
    );
    assert_eq!(
        line,
        "/?SpToken=c3AgdG…(32)&PhoneNumber=138****1234&Url=https%3A%2F%2Fa.test%2F"
    );
    assert_eq!(
        body(b"PhoneNumber=%2B8613800131234&A=b"),
        "PhoneNumber=138****1234&A=b"
    );
}

#[test]
fn authorization_keeps_the_names_and_hides_the_signature() {
    let value = format!(
        "ACS3-HMAC-SHA256 Credential=AK,SignedHeaders=host;x-acs-action,Signature={}",
        "a".repeat(64)
    );
    assert_eq!(
        header("Authorization", &value),
        "ACS3-HMAC-SHA256 Credential=AK,SignedHeaders=host;x-acs-action,Signature=aaaaaa…(64)"
    );
    assert_eq!(
        header("authorization", "Bearer 0123456789abcdef0123456789"),
        "Bearer 012345…(26)"
    );
}

#[test]
fn canonical_strings_hide_their_parameters_encoded_once_or_twice() {
    let acs3 = "POST\n/\nPhoneNumber=13800131234&SpToken=c3AgdG9rZW4rLz0%3DAAAAAAAAAAAAAAAA\nhost:a:1\nx-acs-security-token:ttttttttttttttttttttttttttttt\n\nhost\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let shown = canonical(acs3);
    assert!(shown.contains("PhoneNumber=138****1234&SpToken=c3AgdG…(32)\nhost:a:1\nx-acs-security-token:tttttt…(29)\n"), "{shown}");
    assert!(
        shown.ends_with("\nhost\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        "{shown}"
    );
    for (legacy, expected) in [
        (
            "POST&%2F&Action%3DA%26PhoneNumber%3D13800131234%26SpToken%3Dabc%252Bdef%26Url%3Dhttps%253A%252F%252Fa.test%252F",
            "POST&%2F&Action%3DA%26PhoneNumber%3D138****1234%26SpToken%3D…(7)%26Url%3Dhttps%253A%252F%252Fa.test%252F",
        ),
        (
            "GET&%2F&Action=A&PhoneNumber=13800131234&SpToken=abc%2Bdef",
            "GET&%2F&Action=A&PhoneNumber=138****1234&SpToken=…(7)",
        ),
        // An encoded `&` or `=` inside a value separates nothing.
        (
            "A=1&PhoneNumber=13800131234&SpToken=abc%3D%26&Url=x%26y",
            "A=1&PhoneNumber=138****1234&SpToken=…(5)&Url=x%26y",
        ),
        (
            "POST&%2F&SpToken%3Dabc%253D%2526%26Url%3Dx%2526y",
            "POST&%2F&SpToken%3D…(5)%26Url%3Dx%2526y",
        ),
    ] {
        assert_eq!(canonical(legacy), expected);
    }
}

#[test]
fn a_body_that_was_cut_short_is_redacted_too() {
    let cut =
        br#"{"code":"OK","data":{"sp_token":"c2hvcnQtdG9rZW4","Mobile":"13800131234","mask":"00"#;
    let shown = body(cut);
    assert!(
        !shown.contains("c2hvcnQ") && !shown.contains(NUMBER) && !shown.contains("\"00"),
        "{shown}"
    );
}

#[test]
fn a_number_beside_other_digits_or_with_any_separator_is_masked() {
    for text in [
        "12:30 138 0013 1234",
        "138 0013 1234 2",
        "138 0013 1234 139 0013 5678",
        "at 1. 138-0013-1234",
        "138–0013–1234",
        "(138)00131234",
        "138\u{a0}0013\u{a0}1234",
        "138\u{3000}0013\u{3000}1234",
        "号码１３８ ００１３ １２３４，2 次",
        "+86 (138) 0013-1234 / 7",
        "008613800131234 1",
    ] {
        for shown in [scrub(text), json(&json!({"a": text})), header("x-a", text)] {
            assert!(shown.contains("138****1234"), "{shown}");
            assert!(!half(&shown).contains("0013"), "{shown}");
        }
    }
    // A number at the edge of a token is masked with it.
    let rest = "x".repeat(60);
    for (text, expected) in [
        (
            format!("138 0013 1234{rest}"),
            format!("138****1234{}", token(&rest)),
        ),
        (
            format!("{rest}138 0013 1234"),
            format!("{}138****1234", token(&rest)),
        ),
        (
            format!("a {rest}-13800131234-b c"),
            format!("a {} c", token(&format!("{rest}-13800131234-b"))),
        ),
    ] {
        assert_eq!(scrub(&text), expected);
    }
}

#[test]
fn times_ids_and_counts_stay_as_they_are() {
    for text in [
        "2026-11-28T05:12:51.123Z",
        "2026-11-28 05:12:51",
        "1732771200123",
        "f0000001-3800-1312-34ab-0123456789ab",
        "1048576 bytes in 1380 ms, 3 of 12",
        "600000",
    ] {
        assert_eq!(scrub(text), text);
        assert_eq!(header("x-acs-signature-nonce", text), text);
    }
}

/// Full-width digits as ASCII, separators left out.
fn half(text: &str) -> String {
    use crate::phone_number::{half_width, is_separator};
    text.chars()
        .map(half_width)
        .filter(|c| !is_separator(*c))
        .collect()
}

const SEPARATORS: &str =
    "[-()（）－‐‑–. \t\n\u{a0}\u{3000}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{feff}]{0,2}";

proptest! {
    #[test]
    fn no_number_survives_however_it_is_written_and_whatever_stands_beside_it(
        separators in proptest::collection::vec(SEPARATORS, 13),
        country in prop_oneof!["", "\\+86", "0086", "86", "＋８６"],
        wide in any::<bool>(),
        before in "([0-9a-zA-Z:，号 .-]{0,45}[^0-9０-９])?",
        after in "([^0-9０-９][0-9a-zA-Z:，号 .-]{0,45})?",
    ) {
        let mut written = country;
        for (digit, separator) in NUMBER.chars().zip(&separators) {
            written.push_str(separator);
            let full = char::from_u32(digit as u32 - '0' as u32 + '０' as u32).unwrap();
            written.push(if wide { full } else { digit });
        }
        prop_assert_eq!(PhoneNumber::parse_typed(&written).map(|n| n.reveal().to_owned()), Ok(NUMBER.to_owned()));
        let shown = scrub(&format!("{before}{written}{after}"));
        prop_assert!(!half(&shown).contains(NUMBER), "{}", shown);
    }

    #[test]
    fn no_number_survives_in_any_field(field in "[a-zA-Z_]{1,12}", before in "[^0-9]{0,8}", after in "[^0-9]{0,8}") {
        let shown = json(&json!({field: format!("{before}{NUMBER}{after}")}));
        prop_assert!(!shown.contains(NUMBER), "{}", shown);
    }
}
