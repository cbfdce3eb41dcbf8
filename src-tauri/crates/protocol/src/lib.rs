//! The words every room of `NumberAuth` Lab shares: carriers, phone numbers, tokens, result codes and their
//! dictionary, the gateway's wire types, the clock, the source of randomness, the journal and its redaction.
//!
//! This crate knows no other room. Facts come from the project's protocol page; the dictionary of result codes and
//! the carriers' public facts are data files in `data/`, each fact with its source.

mod carrier;
mod clock;
mod curl;
mod device;
mod entropy;
mod flow;
pub mod gateway;
mod in_flight;
mod journal;
mod message;
mod operation;
mod phone_number;
pub mod redact;
mod result_code;
mod route;
mod signature;
mod token;
mod transport;
mod words;
mod written_number;

pub use carrier::{Agreement, Carrier, CarrierFacts, DeviceCarrier, carrier_facts};
pub use clock::{BATCH_START, Clock, Stopwatch};
pub use curl::curl;
pub use device::{Connection, Network};
pub use entropy::{Entropy, EntropyError};
pub use flow::{BizType, Flow};
pub use in_flight::{Begun, Flight, HopInFlight};
pub use journal::{CallId, Content, Entry, Hint, Hop, Journal, Outcome, Party};
pub use message::Message;
pub use operation::{CloudAction, Operation, SdkCall};
pub use phone_number::{MaskDigits, MaskedPhone, PhoneNumber, PhoneNumberError};
pub use result_code::{
    CarrierCode, CodeEntry, Dictionary, Impossible, Owner, ResultCode, SiblingCode, dictionary,
};
pub use route::{Route, Target};
pub use signature::{
    CauseEntry, Difference, NamedCause, SignatureCause, SignatureFinding, SignatureScheme,
    signature_causes,
};
pub use token::{AccessToken, JwtToken, SpToken};
pub use transport::{HttpReply, LoopbackClient, TransportFailure};
pub use words::Words;
