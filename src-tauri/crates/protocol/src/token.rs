use serde::{Deserialize, Serialize, Serializer};

use crate::redact;

macro_rules! token {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// `Debug` and `Display` show the first six characters and the length; only [`Self::reveal`] gives it all.
        #[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is: only the gateway or the cloud can judge a token.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The whole token.
            #[must_use]
            pub fn reveal(&self) -> &str {
                &self.0
            }

            /// For `#[serde(serialize_with)]` on the few wire types that must carry the whole token.
            pub fn serialize_revealed<S: Serializer>(token: &Self, serializer: S) -> Result<S::Ok, S::Error> {
                token.0.serialize(serializer)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&redact::token(&self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), redact::token(&self.0))
            }
        }
    };
}

token! {
    /// `AccessToken` of `GetAuthToken`: valid 10 minutes, reusable.
    AccessToken
}
token! {
    /// `JwtToken` of `GetAuthToken`: valid 1 hour, reusable.
    JwtToken
}
token! {
    /// `spToken` of the SDK: single use; its life depends on the carrier.
    SpToken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_never_shows_itself() {
        let token = SpToken::new("abcdefghijklmnopqrstuvwxyz");
        assert_eq!(
            format!("{token} {token:?}"),
            "abcdef…(26) SpToken(abcdef…(26))"
        );
        assert_eq!(AccessToken::new("13800001234").to_string(), "…(11)");
    }
}
