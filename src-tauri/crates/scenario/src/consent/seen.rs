//! What is on the phone as the page measured it: numbers and texts, no opinion.

use numberauth_protocol::{Carrier, Flow};
use serde::Deserialize;
use ts_rs::TS;

use super::sight::Sight;
use super::wording::PhoneLanguage;

/// What the phone shows.
#[derive(Clone, Debug, PartialEq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SeenConsent {
    /// Which flow's phone.
    pub flow: Flow,
    /// The phone's language.
    pub language: PhoneLanguage,
    /// The page that asks for consent; none while the phone shows another one.
    pub page: Option<SeenPage>,
}

/// The page that asks for consent.
#[derive(Clone, Debug, PartialEq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SeenPage {
    /// Whose number the page says it is.
    pub carrier: Option<Carrier>,
    /// Its parts, in the order of the document.
    pub parts: Vec<SeenPart>,
    /// All that the page says, without digits and without what is being typed.
    pub text: String,
    /// Whether the box was seen ticked without anybody's hand, at arrival or since; none when the page was there, ticked, before
    /// anybody looked.
    pub ticked_by_itself: Option<bool>,
    /// The journal's newest entry when the page arrived; none when that was not seen.
    #[ts(type = "number | null")]
    pub arrived_after: Option<u64>,
    /// The last press of the button without the tick; none when there was none.
    pub refusal: Option<SeenRefusal>,
}

/// What came of a press without the tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SeenRefusal {
    /// The page asked for the tick.
    pub asked_for_tick: bool,
    /// The page asked for something else first: the digits, the number.
    pub asked_otherwise: bool,
    /// A call was under way after it.
    pub busy: bool,
    /// The journal's newest entry before the press.
    #[ts(type = "number")]
    pub after: u64,
    /// The journal's newest entry when it was looked at.
    #[ts(type = "number")]
    pub until: u64,
}

/// A part of the page that a rule asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConsentPart {
    /// The simulation's mark, which belongs to the frame.
    SimulationMark,
    /// Back.
    WayOut,
    /// The app's name.
    AppName,
    /// The masked number's first three digits.
    NumberHead,
    /// One of the four slots.
    NumberSlot,
    /// The masked number's last four digits.
    NumberTail,
    /// The field for a whole number, at a verification.
    NumberField,
    /// The carrier's slogan.
    Slogan,
    /// The button.
    Button,
    /// Another way to log in.
    OtherWay,
    /// The box.
    Box,
    /// The words that one agrees to, before the agreements' names.
    Asking,
    /// The end of that sentence: what the app may do with the number.
    Purpose,
    /// The agreement of a carrier.
    CarrierAgreement,
    /// An agreement of the app's own.
    AppAgreement,
}

/// One part as it is seen.
#[derive(Clone, Debug, PartialEq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SeenPart {
    /// Which part.
    pub part: ConsentPart,
    /// What it says; empty for fields and slots.
    pub text: String,
    /// The address that it leads to, where it is an agreement with one.
    pub address: Option<String>,
    /// It can be pressed.
    pub pressable: bool,
    /// How it is seen.
    pub sight: Sight,
}
