use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The two flows of the SDK.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Flow {
    /// One-tap login, 一键登录.
    Login,
    /// Number verification, 本机号码校验.
    Verify,
}

impl Flow {
    /// Both flows.
    pub const ALL: [Self; 2] = [Self::Login, Self::Verify];

    /// The business type that the cloud asks for this flow.
    #[must_use]
    pub const fn biz_type(self) -> BizType {
        match self {
            Self::Login => BizType::Login,
            Self::Verify => BizType::Verify,
        }
    }

    /// The other flow.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Login => Self::Verify,
            Self::Verify => Self::Login,
        }
    }
}

/// `BizType` of `GetAuthToken`: 0 is verification, 1 is login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BizType {
    /// `0`
    Verify,
    /// `1`
    Login,
}

impl BizType {
    /// The value on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "0",
            Self::Login => "1",
        }
    }

    /// Reads the value on the wire.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "0" => Some(Self::Verify),
            "1" => Some(Self::Login),
            _ => None,
        }
    }

    /// The flow that this business type serves.
    #[must_use]
    pub const fn flow(self) -> Flow {
        match self {
            Self::Verify => Flow::Verify,
            Self::Login => Flow::Login,
        }
    }
}
