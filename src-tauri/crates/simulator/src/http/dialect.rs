//! The cloud's answers as they are written: JSON, or XML where a legacy call asks for it.

use numberauth_protocol::{CloudAction, Operation, SignatureScheme};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde_json::{Value, json};

use super::received::Received;
use super::wire::Answer;
use crate::cloud_api::{CloudReply, Parameters};
use crate::world::World;

/// How long to wait after a refusal for too many calls, in milliseconds.
const RETRY_AFTER: &str = "x-acs-retry-after";

/// Writes a reply in the form that the call asked for.
pub(super) fn answer(
    world: &World,
    received: &Received,
    parameters: &Parameters,
    action: Option<CloudAction>,
    reply: &CloudReply,
) -> Answer {
    let body = body(world, received, reply);
    let mut answer = if wants_xml(received, parameters) {
        let root = match action {
            Some(action) if reply.status == 200 => {
                format!("{}Response", Operation::Cloud(action).name())
            }
            _ => "Error".to_owned(),
        };
        Answer::xml(reply.status, xml(&root, &body))
    } else {
        Answer::json(reply.status, &body)
    };
    if let Some(wait) = reply.retry_after {
        // Rounded up: who comes back a fraction too early is refused again.
        let ms = wait.as_micros().div_ceil(1_000);
        answer = answer.with_header(RETRY_AFTER, ms.to_string());
    }
    answer
}

/// Only a legacy call has `Format`; without it the answer is JSON (our decision: the real default is XML in part of the
/// vendor's documents, and JSON in all SDKs).
fn wants_xml(received: &Received, parameters: &Parameters) -> bool {
    received.parts().scheme() == SignatureScheme::Rpc
        && parameters
            .get("Format")
            .is_some_and(|format| format.eq_ignore_ascii_case("xml"))
}

/// The fields of an answer; platform failures carry two more.
fn body(world: &World, received: &Received, reply: &CloudReply) -> Value {
    let mut body = reply.fields.clone();
    body["Code"] = json!(reply.code);
    body["Message"] = json!(reply.message);
    body["RequestId"] = json!(world.entropy.uuid());
    if reply.status != 200 {
        body["HostId"] = json!(received.header("host").unwrap_or_default());
        body["Recommend"] = json!(format!(
            "https://api.aliyun.com/troubleshoot?q={}&product=Dypnsapi",
            reply.code
        ));
    }
    body
}

fn xml(root: &str, body: &Value) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    let declaration = Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None));
    // Writing into memory does not fail.
    let _ = writer.write_event(declaration);
    let _ = element(&mut writer, root, body);
    writer.into_inner()
}

fn element(writer: &mut Writer<Vec<u8>>, name: &str, value: &Value) -> std::io::Result<()> {
    let start = writer.create_element(name);
    match value {
        Value::Object(fields) => start.write_inner_content(|writer| {
            fields
                .iter()
                .try_for_each(|(name, value)| element(writer, name, value))
        })?,
        Value::String(text) => start.write_text_content(BytesText::new(text))?,
        other => start.write_text_content(BytesText::new(&other.to_string()))?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_markup_in_a_value_is_text_in_xml() {
        let body = json!({"Code": "a<b&c>\"'", "Data": {"Mobile": "13800131234"}, "N": 1});
        assert_eq!(
            String::from_utf8(xml("Error", &body)).unwrap(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>a&lt;b&amp;c&gt;&quot;&apos;</Code>\
             <Data><Mobile>13800131234</Mobile></Data><N>1</N></Error>"
        );
    }
}
