//! The kernel's random generator.
//!
//! One ChaCha20 key per CPU with fast key erasure (Bernstein, 2017): each request makes a stream of
//! which the first 32 bytes are the next key, so what has been given out cannot be computed from
//! what is kept. Keys are seeded from the machine's entropy at boot and reseeded at intervals; what
//! is written to the random stream is mixed in.

use crate::lock::{Rank, SpinLock, MAX_CPUS};
use crate::machine::machine;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;

const KEY_BYTES: usize = 32;

/// Requests between reseedings.
const RESEED_AFTER: u32 = 4096;

struct Generator {
    key: [u8; KEY_BYTES],
    /// Requests left before reseeding; 0 at boot.
    left: u32,
}

static GENERATORS: [SpinLock<Generator>; MAX_CPUS] = [const {
    SpinLock::new(
        Rank::RANDOM,
        Generator {
            key: [0; KEY_BYTES],
            left: 0,
        },
    )
}; MAX_CPUS];

impl Generator {
    /// Mixes `bytes` into the key: each block is added and the key renewed through the cipher.
    fn mix(&mut self, bytes: &[u8]) {
        for block in bytes.chunks(KEY_BYTES) {
            for (key, byte) in self.key.iter_mut().zip(block) {
                *key ^= byte;
            }
            self.advance();
        }
    }

    /// Replaces the key by the first bytes of its stream; the rest of the stream.
    fn advance(&mut self) -> ChaCha20Rng {
        let mut stream = ChaCha20Rng::from_seed(self.key);
        stream.fill_bytes(&mut self.key);
        stream
    }

    fn reseed(&mut self) {
        // Entropy comes in small amounts: ask until it adds up to a key's worth, or a bounded
        // number of times where the machine has none to speak of.
        let mut bits = 0;
        for _ in 0..64 {
            let mut entropy = [0; 32];
            bits += machine().entropy(&mut entropy);
            self.mix(&entropy);
            if bits >= 256 {
                break;
            }
        }
        self.left = RESEED_AFTER;
    }
}

/// Fills `bytes` with random ones.
pub fn fill(bytes: &mut [u8]) {
    let mut stream = {
        let mut generator = GENERATORS[machine().cpu()].lock();
        if generator.left == 0 {
            generator.reseed();
        }
        generator.left -= 1;
        generator.advance()
    };
    stream.fill_bytes(bytes);
}

/// Mixes `bytes` into this CPU's generator.
pub fn mix(bytes: &[u8]) {
    GENERATORS[machine().cpu()].lock().mix(bytes);
}
