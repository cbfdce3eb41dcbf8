use numberauth_protocol::{Carrier, Content, ResultCode};
use serde::Serialize;
use ts_rs::TS;

/// What a callback gets. The seed names `code` alone; the other names are ours.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SdkResult {
    /// One of the ten codes; success is 600000, a number.
    #[ts(type = "number")]
    pub code: ResultCode,
    /// The seed's Chinese text for the code.
    pub msg: String,
    /// The gateway's id of the request, or the SDK's own where nothing was sent.
    pub request_id: String,
    /// `138****1234`, when a mask was fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub mask_phone: Option<String>,
    /// The carrier of the path (sic), with a mask or a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub vender: Option<Carrier>,
    /// The spToken, whole: it is the call's own result.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sp_token: Option<String>,
    /// What a failure tells beyond its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub content: Option<Content>,
}

impl SdkResult {
    pub(crate) fn new(code: ResultCode, request_id: String) -> Self {
        Self {
            code,
            msg: code.msg().to_owned(),
            request_id,
            mask_phone: None,
            vender: None,
            sp_token: None,
            content: None,
        }
    }

    pub(crate) fn with_content(mut self, content: Content) -> Self {
        self.content = Some(content).filter(|content| !content.is_empty());
        self
    }

    pub(crate) fn with_reason(self, reason: impl Into<String>) -> Self {
        self.with_content(Content {
            reason: Some(reason.into()),
            ..Content::default()
        })
    }

    /// Whether the call succeeded.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.code == ResultCode::Success
    }
}

impl std::fmt::Debug for SdkResult {
    /// The spToken is not shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SdkResult")
            .field("code", &self.code.number())
            .field("vender", &self.vender)
            .field("mask_phone", &self.mask_phone)
            .field("content", &self.content)
            .finish_non_exhaustive()
    }
}
