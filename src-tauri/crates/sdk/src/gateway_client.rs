//! Sends one call to the gateway and reads what comes back.

use std::sync::Arc;

use numberauth_protocol::gateway::{CALL_HEADER, CarrierContent, Code, Data, Reply, Request, Step};
use numberauth_protocol::{
    CallId, Content, HttpReply, LoopbackClient, MaskDigits, Operation, ResultCode, Route, SdkCall,
    TransportFailure,
};

use crate::arguments::Tokens;
use crate::result::SdkResult;

/// The gateway's answer, understood.
#[derive(Clone)]
pub(crate) struct Understood {
    pub(crate) code: ResultCode,
    /// `None` where no id came.
    pub(crate) request_id: Option<String>,
    pub(crate) data: Data,
    pub(crate) content: Content,
    /// The fault that kept the call from the gateway; one that touched the answer is in the gateway's own entry.
    pub(crate) fault: Option<String>,
}

impl Understood {
    fn failed(code: Option<String>, reason: impl Into<String>) -> Self {
        let content = Content {
            code,
            msg: None,
            reason: Some(reason.into()),
        };
        Self {
            code: ResultCode::Unknown,
            request_id: None,
            data: Data::default(),
            content,
            fault: None,
        }
    }

    pub(crate) fn into_result(self, own_id: String) -> SdkResult {
        let mut result =
            SdkResult::new(self.code, self.request_id.unwrap_or(own_id)).with_content(self.content);
        result.mask_phone = self.data.mask_phone;
        result.vender = self.data.vender;
        result.sp_token = self.data.sp_token;
        result
    }
}

/// The gateway's client.
#[derive(Clone)]
pub(crate) struct GatewayClient {
    http: LoopbackClient,
    route: Arc<dyn Route>,
    device: Option<String>,
}

impl GatewayClient {
    pub(crate) fn new(
        route: Arc<dyn Route>,
        device: Option<String>,
    ) -> Result<Self, TransportFailure> {
        Ok(Self {
            http: LoopbackClient::new()?,
            route,
            device,
        })
    }

    /// Sends one call; transport failures and answers that are none are understood as 600010.
    pub(crate) async fn send(
        &self,
        call: SdkCall,
        id: CallId,
        tokens: Tokens,
        mask: Option<MaskDigits>,
    ) -> Understood {
        let step = Step::of(call);
        let request = Request {
            flow: call.flow(),
            device: self.device.clone(),
            access_token: tokens.access,
            jwt_token: tokens.jwt,
            mask: mask.map(|digits| digits.reveal().to_owned()),
        };
        let body = match serde_json::to_vec(&request) {
            Ok(body) => body,
            Err(error) => {
                return Understood::failed(None, format!("request cannot be written: {error}"));
            }
        };
        let headers = [
            ("content-type".to_owned(), "application/json".to_owned()),
            (CALL_HEADER.to_owned(), id.0.to_string()),
        ];
        let target = self.route.target(Operation::Sdk(call));
        match self.http.post(&target, step.path(), &headers, body).await {
            Ok(reply) => understand(step, call, &reply),
            Err(failure) => Understood {
                fault: failure.fault(),
                ..Understood::failed(None, failure.to_string())
            },
        }
    }
}

fn understand(step: Step, call: SdkCall, reply: &HttpReply) -> Understood {
    if !(200..300).contains(&reply.status) {
        return Understood::failed(
            Some(reply.status.to_string()),
            format!("HTTP {}", reply.status),
        );
    }
    if reply
        .header("content-type")
        .is_some_and(|kind| !is_json(kind))
    {
        return Understood::failed(None, "reply's content type is not JSON");
    }
    let Ok(Reply {
        code,
        message,
        request_id,
        data,
        content,
    }) = serde_json::from_slice::<Reply>(&reply.body)
    else {
        return Understood::failed(None, "reply is not this gateway's JSON");
    };
    let data = data.unwrap_or_default();
    let brings = match (code, call) {
        (Code::Ok, SdkCall::GetLoginMaskPhone) => data.mask_phone.is_some(),
        (Code::Ok, SdkCall::GetLoginToken | SdkCall::GetVerifyToken) => data.sp_token.is_some(),
        _ => true,
    };
    if !brings {
        return Understood::failed(None, "reply is incomplete");
    }
    let content = match content {
        Some(CarrierContent { code, msg }) => Content {
            code: Some(code),
            msg: Some(msg),
            reason: None,
        },
        None if code == Code::Ok => Content::default(),
        None => Content {
            code: None,
            msg: Some(message),
            reason: None,
        },
    };
    let data = if code == Code::Ok {
        data
    } else {
        Data::default()
    };
    Understood {
        code: code.result_at(step),
        request_id: Some(request_id),
        data,
        content,
        fault: None,
    }
}

/// Whether a content type is JSON's (RFC 8259 §11), whatever its parameters.
fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(step: Step, call: SdkCall, status: u16, body: &str) -> Understood {
        understand(
            step,
            call,
            &HttpReply {
                status,
                headers: Vec::new(),
                body: body.into(),
            },
        )
    }

    #[test]
    fn what_is_not_understood_is_600010_with_its_reason() {
        let call = SdkCall::GetLoginMaskPhone;
        for (status, body, reason) in [
            (503, "<html>", "HTTP 503"),
            (302, "", "HTTP 302"),
            (200, "", "reply is not this gateway's JSON"),
            (200, "{\"code\":\"OK\"", "reply is not this gateway's JSON"),
            (
                200,
                r#"{"code":"NEW","message":"m","request_id":"r"}"#,
                "reply is not this gateway's JSON",
            ),
            (
                200,
                r#"{"code":"OK","message":"m","request_id":"r"}"#,
                "reply is incomplete",
            ),
            (
                200,
                r#"{"code":"OK","message":"m","request_id":"r","data":{"vender":"CM"}}"#,
                "reply is incomplete",
            ),
        ] {
            let understood = read(Step::Mask, call, status, body);
            assert_eq!(understood.code, ResultCode::Unknown, "{body}");
            assert_eq!(understood.content.reason.as_deref(), Some(reason), "{body}");
        }
    }

    #[test]
    fn a_carriers_words_come_along() {
        let body = r#"{"code":"CARRIER","message":"m","request_id":"r","content":{"code":"104012","msg":"w"}}"#;
        let at = |step, call| read(step, call, 200, body);
        assert_eq!(
            at(Step::Mask, SdkCall::GetLoginMaskPhone).code,
            ResultCode::MaskFailed
        );
        let token = at(Step::Token, SdkCall::GetLoginToken);
        assert_eq!(
            (token.code, token.content.code.as_deref()),
            (ResultCode::TokenFailed, Some("104012"))
        );
        assert_eq!(
            at(Step::Check, SdkCall::CheckLoginAvailable).code,
            ResultCode::Unknown
        );
    }
}
