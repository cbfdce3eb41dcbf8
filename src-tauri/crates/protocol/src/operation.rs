use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Flow;

/// A call of the page SDK that is answered by a callback.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum SdkCall {
    /// Login: may this page use it?
    CheckLoginAvailable,
    /// Login: the masked number.
    GetLoginMaskPhone,
    /// Login: the spToken.
    GetLoginToken,
    /// Verification: may this page use it?
    CheckAuthAvailable,
    /// Verification: the spToken.
    GetVerifyToken,
}

impl SdkCall {
    /// The five calls, in the seed's order.
    pub const ALL: [Self; 5] = [
        Self::CheckLoginAvailable,
        Self::GetLoginMaskPhone,
        Self::GetLoginToken,
        Self::CheckAuthAvailable,
        Self::GetVerifyToken,
    ];

    /// The flow that the call belongs to.
    #[must_use]
    pub const fn flow(self) -> Flow {
        match self {
            Self::CheckLoginAvailable | Self::GetLoginMaskPhone | Self::GetLoginToken => {
                Flow::Login
            }
            Self::CheckAuthAvailable | Self::GetVerifyToken => Flow::Verify,
        }
    }

    /// The method's name in the seed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Operation::Sdk(self).name()
    }
}

/// Everything that goes over HTTP on its way to the gateway or the cloud.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(untagged)]
pub enum Operation {
    /// A call of the page SDK to the H5 gateway.
    Sdk(SdkCall),
    /// A call of your server to the cloud.
    Cloud(CloudAction),
}

/// An action of the cloud API `dypnsapi`, version 2017-05-25.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, JsonSchema,
)]
pub enum CloudAction {
    /// Tokens for a page.
    GetAuthToken,
    /// Login: the number behind an spToken.
    GetPhoneWithToken,
    /// Verification: is it this number?
    VerifyPhoneWithToken,
}

impl Operation {
    /// Every operation, in the order in which the flows use them.
    pub const ALL: [Self; 8] = [
        Self::Cloud(CloudAction::GetAuthToken),
        Self::Sdk(SdkCall::CheckLoginAvailable),
        Self::Sdk(SdkCall::GetLoginMaskPhone),
        Self::Sdk(SdkCall::GetLoginToken),
        Self::Cloud(CloudAction::GetPhoneWithToken),
        Self::Sdk(SdkCall::CheckAuthAvailable),
        Self::Sdk(SdkCall::GetVerifyToken),
        Self::Cloud(CloudAction::VerifyPhoneWithToken),
    ];

    /// The name, as the seed or the cloud writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sdk(SdkCall::CheckLoginAvailable) => "checkLoginAvailable",
            Self::Sdk(SdkCall::GetLoginMaskPhone) => "getLoginMaskPhone",
            Self::Sdk(SdkCall::GetLoginToken) => "getLoginToken",
            Self::Sdk(SdkCall::CheckAuthAvailable) => "checkAuthAvailable",
            Self::Sdk(SdkCall::GetVerifyToken) => "getVerifyToken",
            Self::Cloud(CloudAction::GetAuthToken) => "GetAuthToken",
            Self::Cloud(CloudAction::GetPhoneWithToken) => "GetPhoneWithToken",
            Self::Cloud(CloudAction::VerifyPhoneWithToken) => "VerifyPhoneWithToken",
        }
    }

    /// Whether a carrier is asked while this operation is answered.
    #[must_use]
    pub const fn asks_carrier(self) -> bool {
        !matches!(
            self,
            Self::Sdk(SdkCall::CheckLoginAvailable | SdkCall::CheckAuthAvailable)
                | Self::Cloud(CloudAction::GetAuthToken)
        )
    }
}

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_what_serde_writes() {
        for operation in Operation::ALL {
            assert_eq!(serde_json::to_value(operation).unwrap(), operation.name());
        }
    }
}
