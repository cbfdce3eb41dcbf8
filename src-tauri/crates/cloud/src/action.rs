use numberauth_protocol::BizType;

/// The API's version.
pub const VERSION: &str = "2017-05-25";

/// The parameters of `GetAuthToken`; all four are required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthTokenRequest {
    /// The page's address, `scheme://host/`, with the final slash.
    pub url: String,
    /// The page's origin, `scheme://host`, without a slash.
    pub origin: String,
    /// The scheme's code.
    pub scene_code: String,
    /// Which flow the tokens are for.
    pub biz_type: BizType,
}

impl AuthTokenRequest {
    /// The parameters as they are sent, not yet encoded.
    #[must_use]
    pub fn query(&self) -> [(&'static str, &str); 4] {
        [
            ("Url", &self.url),
            ("Origin", &self.origin),
            ("SceneCode", &self.scene_code),
            ("BizType", self.biz_type.as_str()),
        ]
    }
}
