use secrecy::{ExposeSecret, SecretString};

/// An `AccessKey`: its id, which may be shown, and its secret, which never is.
#[derive(Clone, Debug)]
pub struct AccessKey {
    id: String,
    secret: SecretString,
}

impl AccessKey {
    /// Takes an id and its secret.
    #[must_use]
    pub fn new(id: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
        }
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
}
