use numberauth_cloud::AccessKey;

/// A simulated customer of the cloud. Both accounts are fixed and documented; their credentials are no secret and open
/// nothing but this simulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// The id of its `AccessKey`.
    pub access_key_id: &'static str,
    /// The secret of its `AccessKey`.
    pub access_key_secret: &'static str,
    /// The claim `aliUid` of its `JwtTokens`.
    pub ali_uid: &'static str,
    /// The code of its scheme.
    pub scene_code: &'static str,
}

impl Account {
    /// Its `AccessKey`.
    #[must_use]
    pub fn access_key(&self) -> AccessKey {
        AccessKey::new(self.access_key_id, self.access_key_secret)
    }
}

/// The two accounts; the first is the one that everything uses unless told otherwise.
pub const ACCOUNTS: [Account; 2] = [
    Account {
        access_key_id: "SimulatedAccessKeyId1",
        access_key_secret: "SimulatedAccessKeySecret1",
        ali_uid: "1000000000000001",
        scene_code: "FC100000000000001",
    },
    Account {
        access_key_id: "SimulatedAccessKeyId2",
        access_key_secret: "SimulatedAccessKeySecret2",
        ali_uid: "1000000000000002",
        scene_code: "FC100000000000002",
    },
];

/// The page of the simulated customer, with its final slash.
pub const PAGE_URL: &str = "https://demo.example.test/";
/// The page's origin, without a slash.
pub const PAGE_ORIGIN: &str = "https://demo.example.test";
