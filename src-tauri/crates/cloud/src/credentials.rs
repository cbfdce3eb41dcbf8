use secrecy::{ExposeSecret, SecretString};

/// An `AccessKey`: its id, which may be shown, its secret, which never is, and the STS token of a temporary one.
#[derive(Clone, Debug)]
pub struct AccessKey {
    id: String,
    secret: SecretString,
    security_token: Option<SecretString>,
}

impl AccessKey {
    /// Takes an id and its secret.
    #[must_use]
    pub fn new(id: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
            security_token: None,
        }
    }

    /// A temporary key of STS, which is sent with its token.
    #[must_use]
    pub fn with_security_token(mut self, token: impl Into<SecretString>) -> Self {
        self.security_token = Some(token.into());
        self
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret's bytes, for a MAC.
    #[must_use]
    pub fn secret_bytes(&self) -> &[u8] {
        self.secret.expose_secret().as_bytes()
    }

    /// The STS token, for the request that carries it.
    #[must_use]
    pub fn security_token(&self) -> Option<&str> {
        self.security_token
            .as_ref()
            .map(ExposeSecret::expose_secret)
    }
}
