//! The wire types of the H5 gateway, `POST /h5/v1/{check,mask,token}`. The real one's are not public: these are ours.

use serde::{Deserialize, Serialize};

use crate::{AccessToken, Carrier, Flow, JwtToken, ResultCode, SdkCall};

/// The three steps of the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// May this page use the flow?
    Check,
    /// The masked number.
    Mask,
    /// The spToken.
    Token,
}

impl Step {
    /// The path that serves the step.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Check => "/h5/v1/check",
            Self::Mask => "/h5/v1/mask",
            Self::Token => "/h5/v1/token",
        }
    }

    /// The step of an SDK call.
    #[must_use]
    pub const fn of(call: SdkCall) -> Self {
        match call {
            SdkCall::CheckLoginAvailable | SdkCall::CheckAuthAvailable => Self::Check,
            SdkCall::GetLoginMaskPhone => Self::Mask,
            SdkCall::GetLoginToken | SdkCall::GetVerifyToken => Self::Token,
        }
    }

    /// The SDK call that a step serves in a flow; verification has no mask.
    #[must_use]
    pub const fn call(self, flow: Flow) -> Option<SdkCall> {
        match (self, flow) {
            (Self::Check, Flow::Login) => Some(SdkCall::CheckLoginAvailable),
            (Self::Mask, Flow::Login) => Some(SdkCall::GetLoginMaskPhone),
            (Self::Token, Flow::Login) => Some(SdkCall::GetLoginToken),
            (Self::Check, Flow::Verify) => Some(SdkCall::CheckAuthAvailable),
            (Self::Token, Flow::Verify) => Some(SdkCall::GetVerifyToken),
            (Self::Mask, Flow::Verify) => None,
        }
    }
}

/// The header by which a caller names its own call, so that the journal can join the hops of one call.
pub const CALL_HEADER: &str = "x-numberauth-call";

/// What the SDK sends.
#[derive(Clone, Serialize, Deserialize)]
pub struct Request {
    /// Which flow.
    pub flow: Flow,
    /// The device whose data path carries the request; absent is the default device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// From `GetAuthToken`.
    #[serde(serialize_with = "AccessToken::serialize_revealed")]
    pub access_token: AccessToken,
    /// From `GetAuthToken`.
    #[serde(serialize_with = "JwtToken::serialize_revealed")]
    pub jwt_token: JwtToken,
    /// The four digits; at the login token step only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mask: Option<String>,
}

/// What the gateway answers, always with HTTP 200.
#[derive(Clone, Serialize, Deserialize)]
pub struct Reply {
    /// How it went.
    pub code: Code,
    /// A sentence for a person.
    pub message: String,
    /// The gateway's own id of the request.
    pub request_id: String,
    /// On success of the mask and token steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Data>,
    /// The carrier's own words, on `CARRIER`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<CarrierContent>,
}

/// What a success brings.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data {
    /// The carrier of the path (sic).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vender: Option<Carrier>,
    /// `138****1234`, at the mask step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mask_phone: Option<String>,
    /// The spToken, at the token step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sp_token: Option<String>,
}

/// A carrier's own code and words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarrierContent {
    /// The carrier's code, such as `104012`.
    pub code: String,
    /// The carrier's words.
    pub msg: String,
}

/// The gateway's answer codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Code {
    /// 600000
    Ok,
    /// 600028
    BadRequest,
    /// 600013
    NoCheck,
    /// 600014
    NoMask,
    /// 600025
    Identity,
    /// 600004
    NoScene,
    /// 600012 at the mask step, 600011 at the token step
    Carrier,
}

impl Code {
    /// The SDK's result code for this answer at `step`. A carrier is never asked at the check step: a gateway that
    /// says so there is not understood.
    #[must_use]
    pub const fn result_at(self, step: Step) -> ResultCode {
        match self {
            Self::Ok => ResultCode::Success,
            Self::BadRequest => ResultCode::BadArguments,
            Self::NoCheck => ResultCode::NotChecked,
            Self::NoMask => ResultCode::NoMask,
            Self::Identity => ResultCode::IdentityCheckFailed,
            Self::NoScene => ResultCode::NoScheme,
            Self::Carrier => match step {
                Step::Check => ResultCode::Unknown,
                Step::Mask => ResultCode::MaskFailed,
                Step::Token => ResultCode::TokenFailed,
            },
        }
    }
}
