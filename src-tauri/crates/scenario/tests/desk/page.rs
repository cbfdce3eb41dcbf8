//! A page at the desk: the steps of both flows, for tests on the paused clock over real sockets.

use numberauth_protocol::{DeviceCarrier, Flow, Network, Operation, SdkCall, SpToken};
use numberauth_scenario::{Bench, BenchConfig, DeviceChoice};
use numberauth_sdk::{Options, PhoneServer, SdkResult};
use numberauth_simulator::{Fault, FaultEffect};
use serde_json::{Value, json};

pub(crate) struct Page {
    pub(crate) bench: std::sync::Arc<Bench>,
    pub(crate) sdk: PhoneServer,
}

pub(crate) fn options(value: Value) -> Options {
    match value {
        Value::Object(options) => options,
        other => panic!("options are an object, not {other}"),
    }
}

pub(crate) fn choice(carrier: DeviceCarrier, network: Network) -> DeviceChoice {
    DeviceChoice {
        carrier,
        network,
        number: None,
        hotspot_owner: None,
    }
}

impl Page {
    pub(crate) async fn on(carrier: DeviceCarrier, network: Network) -> Self {
        let bench = Bench::start(BenchConfig {
            carrier,
            network,
            ..BenchConfig::batch(1, "page")
        })
        .await
        .unwrap();
        let sdk = bench.phone_server().unwrap();
        Self {
            bench: std::sync::Arc::new(bench),
            sdk,
        }
    }

    pub(crate) async fn call(&self, call: SdkCall, value: Value) -> SdkResult {
        self.sdk.call(call, &options(value)).result().await.unwrap()
    }

    pub(crate) async fn tokens(&self, flow: Flow) -> Value {
        let reply = self.bench.get_auth_token(flow).await;
        assert_eq!(reply.code, "OK", "{}", reply.message);
        json!({"accessToken": reply.access_token, "jwtToken": reply.jwt_token})
    }

    pub(crate) async fn check(&self, flow: Flow) -> SdkResult {
        let call = match flow {
            Flow::Login => SdkCall::CheckLoginAvailable,
            Flow::Verify => SdkCall::CheckAuthAvailable,
        };
        let tokens = self.tokens(flow).await;
        self.call(call, tokens).await
    }

    pub(crate) async fn mask(&self) -> SdkResult {
        self.call(SdkCall::GetLoginMaskPhone, json!({})).await
    }

    pub(crate) async fn login_token(&self, digits: &str) -> SdkResult {
        self.call(SdkCall::GetLoginToken, json!({"mask": digits}))
            .await
    }

    pub(crate) async fn verify_token(&self) -> SdkResult {
        self.call(SdkCall::GetVerifyToken, json!({})).await
    }

    /// The next such call is answered so many milliseconds late.
    pub(crate) fn delay(&self, call: SdkCall, ms: u64) {
        let fault = Fault::once(Operation::Sdk(call), FaultEffect::Delay { ms });
        self.bench.set_faults(Some(fault)).unwrap();
    }

    pub(crate) fn right_digits(&self) -> String {
        self.bench.own_number().hidden_digits().reveal().to_owned()
    }

    pub(crate) fn wrong_digits(&self) -> String {
        let right: u32 = self.right_digits().parse().unwrap();
        format!("{:04}", (right + 1) % 10_000)
    }

    /// Check and mask, which must succeed; then the token with these digits.
    pub(crate) async fn login_up_to_token(&self, digits: &str) -> SdkResult {
        assert!(self.check(Flow::Login).await.is_success());
        let mask = self.mask().await;
        assert!(mask.is_success(), "{mask:?}");
        self.login_token(digits).await
    }

    pub(crate) async fn exchange(&self, token: &SdkResult) -> numberauth_scenario::PhoneReply {
        self.bench
            .get_phone_with_token(&SpToken::new(token.sp_token.clone().unwrap()))
            .await
    }
}
