use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::{ChaCha20Rng, SysRng};
use rand::{Rng, SeedableRng};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The one source of randomness: UUIDs, nonces, tokens, numbers, keys. Clones share one stream.
///
/// In batch the stream is `ChaCha20` keyed by SHA-256(seed ‖ scenario id), so that the same seed gives the same bytes.
#[derive(Clone)]
pub struct Entropy(Arc<Mutex<ChaCha20Rng>>);

/// The operating system gave no randomness.
#[derive(Debug, Error)]
#[error("the operating system gave no randomness ({0}); nothing that needs a secret can start")]
pub struct EntropyError(String);

impl Entropy {
    /// Seeds the stream from the operating system.
    pub fn system() -> Result<Self, EntropyError> {
        let rng = ChaCha20Rng::try_from_rng(&mut SysRng)
            .map_err(|error| EntropyError(error.to_string()))?;
        Ok(Self(Arc::new(Mutex::new(rng))))
    }

    /// The stream of a scenario under a seed.
    #[must_use]
    pub fn seeded(seed: u64, scenario: &str) -> Self {
        let key = Sha256::new()
            .chain_update(seed.to_be_bytes())
            .chain_update(scenario)
            .finalize();
        Self(Arc::new(Mutex::new(ChaCha20Rng::from_seed(key.into()))))
    }

    /// Random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        // A panic elsewhere cannot leave the generator half changed.
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut bytes);
        bytes
    }

    /// A random (version 4) UUID.
    #[must_use]
    pub fn uuid(&self) -> String {
        uuid::Builder::from_random_bytes(self.bytes())
            .into_uuid()
            .to_string()
            .to_uppercase()
    }

    /// `N` random bytes in hex.
    #[must_use]
    pub fn hex<const N: usize>(&self) -> String {
        hex::encode(self.bytes::<N>())
    }

    /// `count` random decimal digits.
    #[must_use]
    pub fn digits(&self, count: usize) -> String {
        let mut digits = String::with_capacity(count);
        while digits.len() < count {
            // 250 is the largest multiple of ten in a byte: the rest would make small digits likelier.
            let fair = self.bytes::<32>().into_iter().filter(|byte| *byte < 250);
            digits.extend(
                fair.take(count - digits.len())
                    .map(|byte| char::from(b'0' + byte % 10)),
            );
        }
        digits
    }
}

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entropy")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_scenario_give_the_same_bytes() {
        let draw = |seed, scenario| {
            let entropy = Entropy::seeded(seed, scenario);
            (entropy.uuid(), entropy.hex::<16>(), entropy.digits(8))
        };
        assert_eq!(draw(1, "a"), draw(1, "a"));
        assert_ne!(draw(1, "a"), draw(2, "a"));
        assert_ne!(draw(1, "a"), draw(1, "b"));
    }

    #[test]
    fn draws_have_their_shape() {
        let entropy = Entropy::system().unwrap();
        assert_eq!(entropy.digits(100).len(), 100);
        assert!(entropy.digits(100).bytes().all(|b| b.is_ascii_digit()));
        assert_eq!(entropy.uuid().len(), 36);
        assert_ne!(entropy.bytes::<32>(), entropy.bytes::<32>());
    }
}
