//! Hashes of subjects and ids, with a seed that never changes: partitions are the same in every run.

use std::hash::BuildHasher;

/// Subjects fall into `2^PARTITION_BITS` partitions by their hash.
pub const PARTITION_BITS: u32 = 8;
/// How many partitions there are.
pub const PARTITIONS: usize = 1 << PARTITION_BITS;

/// The hash of a text.
#[inline]
pub fn of(text: &str) -> u64 {
    of_bytes(text.as_bytes())
}

/// The hash of some bytes.
#[inline]
pub fn of_bytes(bytes: &[u8]) -> u64 {
    foldhash::fast::FixedState::with_seed(0x6675_6e6e_656c_6300).hash_one(bytes)
}
