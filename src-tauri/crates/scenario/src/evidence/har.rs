//! HTTP archive 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>): the HTTP calls of every case, as a browser's network
//! panel would have recorded them. Bodies and values are the journal's, redacted.

use std::time::Duration;

use jiff::Timestamp;
use numberauth_protocol::{Entry, Message, Operation, Outcome};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::{Value, json};

use super::calls::{self, Act, Call, Exchange};
use crate::{CaseReport, Report};

/// What stands in an address as it is; redaction's `…` and `•` do not.
const ADDRESS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

pub(super) fn render(report: &Report) -> String {
    let (program, version) = report
        .generator
        .rsplit_once(' ')
        .unwrap_or((&report.generator, ""));
    let pages: Vec<_> = report.cases.iter().enumerate().map(page).collect();
    let entries: Vec<_> = report.cases.iter().enumerate().flat_map(entries).collect();
    let stopped = if report.partial {
        " The run was stopped before its end."
    } else {
        ""
    };
    let archive = json!({"log": {
        "version": "1.2",
        "creator": {"name": program, "version": version},
        "pages": pages,
        "entries": entries,
        "comment": format!(
            "Simulated: no carrier and no cloud was called. Seed {}, report sha256 {}. Numbers, digits and tokens are redacted; \
             times are the scenarios' own, and each case begins at the same one.{stopped}",
            report.seed, report.sha256
        ),
    }});
    // Plain JSON always serialises.
    let mut text = serde_json::to_string_pretty(&archive).unwrap_or_default();
    text.push('\n');
    text
}

fn page((index, case): (usize, &CaseReport)) -> Value {
    json!({
        "startedDateTime": time(case.started_at),
        "id": page_id(index),
        "title": format!("{}: {} / {}", case.id, case.title.zh, case.title.en),
        // A case is no page that loads.
        "pageTimings": {"onContentLoad": -1, "onLoad": -1},
        "comment": format!("scenario sha256 {}", case.sha256),
    })
}

fn page_id(index: usize) -> String {
    format!("case_{}", index + 1)
}

/// The case's exchanges, in the order in which they began.
fn entries((index, case): (usize, &CaseReport)) -> Vec<Value> {
    let mut begun: Vec<(Timestamp, Value)> = Vec::new();
    for act in calls::acts(case) {
        let Act::Call(call) = &act else { continue };
        for exchange in &call.exchanges {
            begun.push((exchange.wire.hop.at, of_exchange(call, exchange)));
        }
        if let (true, Some(asked)) = (call.unanswered(), call.asked) {
            begun.push((asked.hop.at, of_unanswered(call, asked)));
        }
    }
    begun.sort_by_key(|(at, _)| *at);
    begun
        .into_iter()
        .map(|(_, mut entry)| {
            entry["pageref"] = json!(page_id(index));
            entry
        })
        .collect()
}

fn of_exchange(call: &Call, exchange: &Exchange) -> Value {
    let hop = &exchange.wire.hop;
    let given_up = call.given_up_after(exchange);
    let mut comment = comment(call, hop.operation);
    let response = match (&hop.outcome, &hop.response) {
        (Outcome::Reply { status, .. }, Some(message)) if given_up.is_none() => {
            response(*status, message, call.failure())
        }
        (outcome, _) => {
            if let Outcome::Reply { status, code } = outcome {
                comment.push(format!(
                    "the reply (HTTP {status}, {code}) came {} ms after the request, and was dropped",
                    milliseconds(hop.elapsed)
                ));
            }
            let failed = match outcome {
                Outcome::Failed { reason } => Some(reason.as_str()),
                _ => None,
            };
            no_response(call.failure().or(failed))
        }
    };
    let request = hop
        .request
        .as_ref()
        .map_or_else(|| unseen_request(hop.operation), request);
    // Where nothing came, it took as long as the caller waited.
    let elapsed = match (&hop.outcome, call.asked) {
        (Outcome::Failed { .. }, Some(asked)) => asked.hop.elapsed,
        _ => given_up.unwrap_or(hop.elapsed),
    };
    entry(exchange.wire, elapsed, &request, &response, &comment)
}

/// A call that nobody answered, or that hung until the scenario's end: no exchange of it was ever whole.
fn of_unanswered(call: &Call, asked: &Entry) -> Value {
    let mut comment = comment(call, asked.hop.operation);
    comment.push(
        "no exchange was whole at the scenario's end: headers and body were not recorded"
            .to_owned(),
    );
    entry(
        asked,
        asked.hop.elapsed,
        &unseen_request(asked.hop.operation),
        &no_response(call.failure()),
        &comment,
    )
}

fn comment(call: &Call, operation: Operation) -> Vec<String> {
    let mut comment = vec![operation.name().to_owned()];
    if let Some(step) = call.step {
        comment.push(step.place.clone());
    }
    comment.extend(call.fault().map(|fault| format!("fault: {fault}")));
    comment
}

fn entry(
    entry: &Entry,
    elapsed: Duration,
    request: &Value,
    response: &Value,
    comment: &[String],
) -> Value {
    let time_taken = milliseconds(elapsed);
    json!({
        "startedDateTime": time(entry.hop.at),
        "time": time_taken,
        "request": request,
        "response": response,
        "cache": {},
        "timings": {"blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": time_taken, "receive": 0},
        "comment": comment.join("; "),
        "_resourceType": "fetch",
    })
}

fn request(message: &Message) -> Value {
    let mut words = message.start_line.split(' ');
    let method = words.next().unwrap_or_default();
    let target = words.next().unwrap_or("/");
    let host = header(message, "host").unwrap_or("sim");
    let mut request = json!({
        "method": method,
        "url": format!("http://{host}{}", utf8_percent_encode(target, ADDRESS)),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(message),
        "queryString": pairs(target.split_once('?').map_or("", |(_, query)| query)),
        "headersSize": -1,
        "bodySize": length(message),
    });
    if !message.body.is_empty() {
        let mime = header(message, "content-type").unwrap_or("application/octet-stream");
        request["postData"] = json!({"mimeType": mime, "text": message.body});
    }
    request
}

/// What is known of a request that no exchange tells of: where it went.
fn unseen_request(operation: Operation) -> Value {
    json!({
        "method": "POST",
        "url": format!("http://sim{}", calls::path(operation)),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [],
        "queryString": [],
        "headersSize": -1,
        "bodySize": -1,
    })
}

fn response(status: u16, message: &Message, failure: Option<&str>) -> Value {
    // `HTTP/1.1 200 OK`
    let status_text = message.start_line.splitn(3, ' ').nth(2).unwrap_or_default();
    let mut response = json!({
        "status": status,
        "statusText": status_text,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(message),
        "content": {
            "size": message.body.len(),
            "mimeType": header(message, "content-type").unwrap_or("x-unknown"),
            "text": message.body,
        },
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": length(message),
    });
    if let Some(error) = failure.and_then(network_error) {
        response["_error"] = json!(error);
    }
    response
}

/// As browsers show a call that failed: status 0.
fn no_response(failure: Option<&str>) -> Value {
    let failure = failure.unwrap_or("no answer");
    json!({
        "status": 0,
        "statusText": "",
        "httpVersion": "",
        "cookies": [],
        "headers": [],
        "content": {"size": 0, "mimeType": "x-unknown"},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
        "_error": network_error(failure).unwrap_or_else(|| failure.to_owned()),
    })
}

/// Chromium's name (`net_error_list.h`) for what our client tells; what a page makes of a whole reply has none.
fn network_error(failure: &str) -> Option<String> {
    let known = match failure {
        "connection refused" => "net::ERR_CONNECTION_REFUSED",
        "connection lost" => "net::ERR_EMPTY_RESPONSE",
        "connection reset" => "net::ERR_CONNECTION_RESET",
        "reply cut short" => "net::ERR_CONTENT_LENGTH_MISMATCH",
        "the caller's timeout" | "superseded" => "net::ERR_ABORTED",
        _ => return None,
    };
    Some(format!("{known} ({failure})"))
}

fn header<'a>(message: &'a Message, name: &str) -> Option<&'a str> {
    message
        .headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

fn headers(message: &Message) -> Vec<Value> {
    message
        .headers
        .iter()
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect()
}

/// A query's pairs, decoded.
fn pairs(query: &str) -> Vec<Value> {
    let decode = |text: &str| {
        percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| json!({"name": decode(name), "value": decode(value)}))
        .collect()
}

/// The bytes on the wire: the redacted body has others.
fn length(message: &Message) -> i64 {
    header(message, "content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(-1)
}

/// Milliseconds with three digits.
fn milliseconds(elapsed: Duration) -> f64 {
    (elapsed.as_secs_f64() * 1e6).round() / 1e3
}

/// With milliseconds, as browsers write it.
fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}
