//! What the page asks of "your server", written down for a recording.

use numberauth_protocol::{Flow, PhoneNumber, SpToken};

use super::Bench;
use crate::outcome::Seen;
use crate::{AuthTokenReply, Credentials, PhoneReply, VerifyReply, WhoseAccount, WhoseNumber};

impl Bench {
    /// Your server: tokens for the page, of the chosen kind.
    pub async fn get_auth_token(&self, flow: Flow) -> AuthTokenReply {
        let credentials = *self.chosen_credentials();
        self.get_auth_token_of_kind(flow, credentials).await
    }

    /// [`Self::get_auth_token`] with tokens of this kind, whatever is chosen.
    pub async fn get_auth_token_of_kind(&self, flow: Flow, kind: Credentials) -> AuthTokenReply {
        self.meet_outcome(None).await;
        let begun = self.recorder.begin();
        let reply = self.integrator.get_auth_token(flow, kind).await;
        self.recorder.end_tokens(&begun, flow, kind, &reply);
        reply
    }

    /// Your server: the number behind a login's spToken.
    pub async fn get_phone_with_token(&self, sp_token: &SpToken) -> PhoneReply {
        self.get_phone_with_token_as(WhoseAccount::Own, sp_token)
            .await
    }

    /// Your server: the same with the key of this account.
    pub async fn get_phone_with_token_as(
        &self,
        account: WhoseAccount,
        sp_token: &SpToken,
    ) -> PhoneReply {
        let met = self.meet_outcome_at_exchange().await;
        let begun = self.recorder.begin();
        let numbers = self.numbers();
        let reply = self
            .integrator
            .get_phone_with_token(account, sp_token)
            .await;
        self.recorder
            .end_phone(&begun, account, sp_token, &reply, numbers);
        let code = reply.code.as_str();
        let verdict = None;
        self.outcome_after(&met, Some(Seen::Exchange { code, verdict }));
        reply
    }

    /// Your server: whether it is this number.
    pub async fn verify_phone_with_token(
        &self,
        phone_number: &str,
        sp_token: &SpToken,
    ) -> VerifyReply {
        let own = WhoseAccount::Own;
        self.verify_phone_with_token_as(own, phone_number, sp_token)
            .await
    }

    /// Your server: the same with the key of this account.
    pub async fn verify_phone_with_token_as(
        &self,
        account: WhoseAccount,
        phone_number: &str,
        sp_token: &SpToken,
    ) -> VerifyReply {
        let met = self.meet_outcome_at_exchange().await;
        let phone_number = &self.with_slip_in_number(&met, phone_number);
        let begun = self.recorder.begin();
        let whose = self.whose_typed(phone_number);
        let reply = self
            .integrator
            .verify_phone_with_token(account, phone_number, sp_token)
            .await;
        self.recorder
            .end_verdict(&begun, account, sp_token, whose, &reply);
        let (code, verdict) = (reply.code.as_str(), reply.result);
        self.outcome_after(&met, Some(Seen::Exchange { code, verdict }));
        reply
    }

    /// Whose a typed number is, to the cloud.
    fn whose_typed(&self, typed: &str) -> WhoseNumber {
        let Ok(number) = PhoneNumber::parse(typed) else {
            return WhoseNumber::Illegal;
        };
        match self.numbers().whose(typed) {
            WhoseNumber::Stranger if self.simulator.knows_elsewhere(number) => {
                WhoseNumber::OtherCarrier
            }
            whose => whose,
        }
    }
}
