use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use ts_rs::TS;

use crate::in_flight::{Begun, Flight, Flights, HopInFlight};
use crate::{Carrier, Flow, Message, Operation, ResultCode, SignatureFinding, redact};

/// The journal keeps at most this many entries …
const MOST_ENTRIES: usize = 10_000;
/// … and about this many bytes.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// The longest reason or word of a carrier that is kept, in characters.
const LONGEST_TEXT: usize = 400;

/// Who stands at an end of a hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Party {
    /// The cloud API.
    Cloud,
    /// The integrator's server.
    Server,
    /// The H5 page.
    Page,
    /// The page SDK.
    Sdk,
    /// The H5 gateway.
    Gateway,
    /// The carrier.
    Carrier,
}

/// One call of the page or of your server; its hops share the id.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, JsonSchema,
)]
pub struct CallId(pub u64);

/// How a hop ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Outcome {
    /// The SDK's result code, as the page's callback gets it.
    Result {
        /// The code.
        #[ts(type = "number")]
        code: ResultCode,
    },
    /// The gateway's or the cloud's own code.
    Reply {
        /// `OK` or the failure's code.
        code: String,
        /// The HTTP status.
        status: u16,
    },
    /// A carrier's own code.
    Carrier {
        /// The code.
        code: String,
    },
    /// No answer came, or none that could be understood.
    Failed {
        /// Why, in one word or two: `connection refused`, `cut short`.
        reason: String,
    },
}

/// What a failure tells beyond its code: the field `content` of `res`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct Content {
    /// The carrier's own code, or the HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub code: Option<String>,
    /// The carrier's own words, or what was wrong with an argument.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub msg: Option<String>,
    /// Why, for a program: `superseded`, `connection refused`, the argument's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reason: Option<String>,
}

impl Content {
    /// Nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A usual slip that is legal, but probably not meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// A timeout of 1,000 or more: it is in seconds.
    TimeoutLooksLikeMilliseconds,
}

/// One hop: who asked whom for what, and how it ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
pub struct Hop {
    /// When it began, by the calendar (RFC 3339, UTC).
    #[ts(type = "string")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// How long it took, in milliseconds on the wire.
    #[serde(rename = "elapsed_ms", with = "milliseconds")]
    #[ts(rename = "elapsed_ms", type = "number")]
    #[schemars(with = "f64")]
    pub elapsed: Duration,
    /// The call that it belongs to, where the caller named it.
    pub call: Option<CallId>,
    /// The flow, where it is known.
    pub flow: Option<Flow>,
    /// From whom.
    pub from: Party,
    /// To whom.
    pub to: Party,
    /// Which operation.
    pub operation: Operation,
    /// The carrier of the path, where it is known.
    pub carrier: Option<Carrier>,
    /// How it ended.
    pub outcome: Outcome,
    /// What was asked.
    pub request: Option<Message>,
    /// What was answered.
    pub response: Option<Message>,
    /// What a failure tells beyond its code.
    pub content: Option<Content>,
    /// The fault that touched it.
    pub fault: Option<String>,
    /// A reply that came after the caller's timeout, and was dropped.
    pub late: bool,
    /// A usual slip.
    pub hint: Option<Hint>,
    /// Why the request's signature does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub signature: Option<Box<SignatureFinding>>,
}

/// A hop in the journal: numbered and redacted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
pub struct Entry {
    /// Ascending from 1, without gaps.
    pub seq: u64,
    /// The hop.
    #[serde(flatten)]
    #[ts(flatten)]
    pub hop: Hop,
}

/// A duration as milliseconds with three digits: microseconds are enough, and the text stays short.
mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        elapsed: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64((elapsed.as_secs_f64() * 1e6).round() / 1e3)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        let milliseconds = f64::deserialize(deserializer)?;
        Duration::try_from_secs_f64(milliseconds / 1e3).map_err(serde::de::Error::custom)
    }
}

impl Entry {
    /// About how many bytes the entry takes.
    fn size(&self) -> usize {
        // The other texts are short: `Hop::redacted` sees to it.
        let messages = self
            .hop
            .request
            .iter()
            .chain(&self.hop.response)
            .map(Message::size)
            .sum::<usize>();
        let strings = self.hop.signature.iter().flat_map(|finding| {
            let strings = finding.server.iter().chain(&finding.client);
            strings.map(String::len)
        });
        messages + strings.sum::<usize>() + size_of::<Self>()
    }
}

/// The journal of every hop: bounded, redacted as it is written, shared by all rooms of one program.
#[derive(Clone, Debug)]
pub struct Journal(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kept: Mutex<Kept>,
    calls: AtomicU64,
    newest: watch::Sender<u64>,
    flights: Arc<Flights>,
}

#[derive(Debug, Default)]
struct Kept {
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
    last_seq: u64,
}

impl Default for Journal {
    fn default() -> Self {
        Self(Arc::new(Inner {
            kept: Mutex::default(),
            calls: AtomicU64::new(1),
            newest: watch::Sender::new(0),
            flights: Arc::default(),
        }))
    }
}

impl Journal {
    /// An id for a new call.
    #[must_use]
    pub fn next_call(&self) -> CallId {
        CallId(self.0.calls.fetch_add(1, Ordering::Relaxed))
    }

    /// Writes a hop, redacts its texts, and drops the oldest entries beyond the bounds.
    pub fn record(&self, hop: Hop) {
        let mut kept = self.kept();
        kept.last_seq += 1;
        let entry = Entry {
            seq: kept.last_seq,
            hop: hop.redacted(),
        };
        kept.bytes += entry.size();
        kept.entries.push_back(Arc::new(entry));
        while kept.entries.len() > MOST_ENTRIES
            || (kept.bytes > MOST_BYTES && kept.entries.len() > 1)
        {
            let dropped = kept.entries.pop_front().map_or(0, |entry| entry.size());
            kept.bytes -= dropped;
        }
        let seq = kept.last_seq;
        drop(kept);
        self.0.newest.send_replace(seq);
    }

    /// At most `most` kept entries with a number above `seq`, ascending.
    #[must_use]
    pub fn after(&self, seq: u64, most: usize) -> Vec<Arc<Entry>> {
        let kept = self.kept();
        let start = kept.entries.partition_point(|entry| entry.seq <= seq);
        kept.entries
            .iter()
            .skip(start)
            .take(most)
            .cloned()
            .collect()
    }

    /// Forgets all entries; numbers go on from where they were.
    pub fn clear(&self) {
        let mut kept = self.kept();
        kept.entries.clear();
        kept.bytes = 0;
    }

    /// The newest entry's number, for waiting until there is a newer one.
    #[must_use]
    pub fn newest(&self) -> watch::Receiver<u64> {
        self.0.newest.subscribe()
    }

    /// A hop begins: it is in flight until what this answers is dropped, and in no entry before it is recorded.
    pub fn begin(&self, begun: Begun) -> Flight {
        self.0.flights.begin(begun)
    }

    /// The hops in flight, oldest first; a crowd is not listed whole.
    #[must_use]
    pub fn in_flight(&self) -> Vec<HopInFlight> {
        self.0.flights.list()
    }

    /// Changes whenever a hop begins or ends.
    #[must_use]
    pub fn flights(&self) -> watch::Receiver<u64> {
        self.0.flights.changes()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Every change under this lock is whole before anything can panic.
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hop {
    /// Messages are redacted when they are made; what other texts there are is redacted here.
    fn redacted(mut self) -> Self {
        let scrub = |text: &mut String| {
            // Shortened last: half a number would not be known for one.
            *text = redact::scrub(text).chars().take(LONGEST_TEXT).collect();
        };
        match &mut self.outcome {
            Outcome::Failed { reason } => scrub(reason),
            Outcome::Reply { code, .. } | Outcome::Carrier { code } => scrub(code),
            Outcome::Result { .. } => {}
        }
        if let Some(fault) = &mut self.fault {
            scrub(fault);
        }
        if let Some(content) = &mut self.content {
            let texts = [&mut content.code, &mut content.msg, &mut content.reason];
            texts.into_iter().flatten().for_each(scrub);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, SdkCall};

    fn hop(body: &str) -> Hop {
        let clock = Clock::system();
        Hop {
            at: clock.now(),
            elapsed: Duration::from_micros(1_500),
            call: None,
            flow: Some(Flow::Login),
            from: Party::Page,
            to: Party::Sdk,
            operation: Operation::Sdk(SdkCall::GetLoginToken),
            carrier: None,
            outcome: Outcome::Failed {
                reason: "no route to 13800131234".into(),
            },
            request: Some(Message::call("getLoginToken", &serde_json::json!(body))),
            response: None,
            content: None,
            fault: None,
            late: false,
            hint: None,
            signature: None,
        }
    }

    #[test]
    fn entries_are_numbered_kept_and_redacted() {
        let journal = Journal::default();
        let newest = journal.newest();
        for _ in 0..3 {
            journal.record(hop(""));
        }
        assert_eq!(*newest.borrow(), 3);
        let after = journal.after(1, 10);
        assert_eq!(
            after.iter().map(|entry| entry.seq).collect::<Vec<_>>(),
            [2, 3]
        );
        assert_eq!(
            after[0].hop.outcome,
            Outcome::Failed {
                reason: "no route to 138****1234".into()
            }
        );
        assert_eq!(serde_json::to_value(&*after[0]).unwrap()["elapsed_ms"], 1.5);
        journal.clear();
        assert!(journal.after(0, 10).is_empty());
        journal.record(hop(""));
        assert_eq!(journal.after(0, 1)[0].seq, 4);
    }

    #[test]
    fn the_oldest_entries_go_first() {
        let journal = Journal::default();
        let short = hop("");
        for _ in 0..MOST_ENTRIES + 5 {
            journal.record(short.clone());
        }
        assert_eq!(journal.after(0, 1)[0].seq, 6);
        let journal = Journal::default();
        let long = hop(&"a b ".repeat(4_000));
        for _ in 0..2_000 {
            journal.record(long.clone());
        }
        let kept = journal.after(0, usize::MAX);
        assert!(
            kept.len() < 1_100 && kept.last().unwrap().seq == 2_000,
            "{}",
            kept.len()
        );
    }
}
