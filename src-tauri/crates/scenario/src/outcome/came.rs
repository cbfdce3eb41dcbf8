use numberauth_protocol::{Content, ResultCode};
use numberauth_sdk::SdkResult;
use numberauth_simulator::CarrierRules;

use super::NextOutcome;
use crate::VerifyResult;

/// What the cloud answers to a token that is expired, or whose digits the carrier refuses at the exchange.
const TOKEN_INVALID: &str = "isv.TOKEN_INVALID";
/// What it answers to the exchange of a locked number.
const OVER_LIMIT: &str = "ERROR_MOBILE_OVER_LIMIT";
/// What it answers to a key that may not call the action.
const PERMISSION_DENIED: &str = "isv.RAM_PERMISSION_DENY";

/// How a call of the run ended.
#[derive(Clone, Copy)]
pub(crate) enum Seen<'a> {
    /// A page's call.
    Call(&'a SdkResult),
    /// Your server's exchange, with a verification's verdict.
    Exchange {
        /// `OK`, the cloud's own code, or `Unreachable`.
        code: &'a str,
        /// The verdict of a verification.
        verdict: Option<VerifyResult>,
    },
}

impl NextOutcome {
    /// Whether this ending is it; `rules` are those of the carrier that was asked.
    pub(crate) fn has_come(self, seen: Seen<'_>, rules: Option<&CarrierRules>) -> bool {
        match seen {
            Seen::Call(result) => self.has_come_in_call(result, rules),
            Seen::Exchange { code, verdict } => match self {
                Self::Success => code == "OK" && matches!(verdict, None | Some(VerifyResult::Pass)),
                Self::WrongDigits => code == TOKEN_INVALID || verdict == Some(VerifyResult::Reject),
                Self::TokenExpired => code == TOKEN_INVALID,
                Self::Locked => code == OVER_LIMIT,
                // A run on a hotspot ends here, whosever number it gives.
                Self::Hotspot => true,
                Self::ServerRefuses => code == PERMISSION_DENIED,
                Self::Timeout | Self::NoNetwork | Self::Wifi => false,
            },
        }
    }

    fn has_come_in_call(self, result: &SdkResult, rules: Option<&CarrierRules>) -> bool {
        let no_content = Content::default();
        let content = result.content.as_ref().unwrap_or(&no_content);
        let refused = matches!(
            result.code,
            ResultCode::MaskFailed | ResultCode::TokenFailed
        );
        let said =
            |code: Option<&str>| refused && code.is_some() && content.code.as_deref() == code;
        match self {
            Self::WrongDigits => said(rules.map(|rules| rules.answers.wrong_digits.code.as_str())),
            Self::Locked => {
                let locked = rules.and_then(|rules| rules.answers.locked.as_ref());
                said(locked.map(|locked| locked.code.as_str()))
            }
            Self::Timeout => result.code == ResultCode::Timeout,
            Self::NoNetwork => {
                result.code == ResultCode::Unknown
                    && content.reason.as_deref() != Some("superseded")
            }
            Self::Wifi | Self::Hotspot => refused,
            Self::Success | Self::TokenExpired | Self::ServerRefuses => false,
        }
    }
}
