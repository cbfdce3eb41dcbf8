use crate::report::Observed;
use crate::scenario::Step;

impl Step {
    /// What must come of the act; an act at the desk itself has nothing to compare.
    pub(super) fn expected(&self) -> Option<Observed> {
        let reply = |code: &str, number, result| Observed::Reply {
            code: code.to_owned(),
            number,
            result,
        };
        Some(match self {
            Self::GetAuthToken(step) => reply(&step.expect.code, None, None),
            Self::GetPhoneWithToken(step) => reply(&step.expect.code, step.expect.number, None),
            Self::VerifyPhoneWithToken(step) => reply(&step.expect.code, None, step.expect.result),
            Self::GetConnection(step) => Observed::Connection {
                connection: step.expect.connection,
            },
            Self::CheckLoginAvailable(call)
            | Self::GetLoginMaskPhone(call)
            | Self::GetLoginToken(call)
            | Self::CheckAuthAvailable(call)
            | Self::GetVerifyToken(call) => {
                let expect = &call.expect;
                if expect.unticked {
                    Observed::Unticked
                } else {
                    Observed::Result {
                        code: expect.code,
                        content_code: expect.content_code.clone(),
                        reason: expect.reason.clone(),
                        vender: expect.vender,
                    }
                }
            }
            _ => return None,
        })
    }
}

/// Whether what came is what must come; what is not given is not compared.
pub(super) fn is_as_expected(expected: Option<&Observed>, observed: &Observed) -> bool {
    fn agrees<T: PartialEq>(expected: Option<&T>, observed: Option<&T>) -> bool {
        expected.is_none() || expected == observed
    }
    match (expected, observed) {
        (None, observed) => *observed == Observed::Done,
        (
            Some(Observed::Result {
                code,
                content_code,
                reason,
                vender,
            }),
            Observed::Result {
                code: got,
                content_code: got_content_code,
                reason: got_reason,
                vender: got_vender,
            },
        ) => {
            code == got
                && agrees(content_code.as_ref(), got_content_code.as_ref())
                && agrees(reason.as_ref(), got_reason.as_ref())
                && agrees(vender.as_ref(), got_vender.as_ref())
        }
        (
            Some(Observed::Reply {
                code,
                number,
                result,
            }),
            Observed::Reply {
                code: got,
                number: got_number,
                result: got_result,
            },
        ) => {
            code == got
                && agrees(number.as_ref(), got_number.as_ref())
                && agrees(result.as_ref(), got_result.as_ref())
        }
        (Some(expected), observed) => expected == observed,
    }
}
