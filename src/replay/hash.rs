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
    match short(bytes) {
        Some(words) => mixed(words, bytes.len()),
        None => foldhash::fast::FixedState::with_seed(0x6675_6e6e_656c_6300).hash_one(bytes),
    }
}

/// A hash of a name of which so many bytes are in its prefix; for longer ones those after it should be hashed, too.
#[allow(clippy::cast_possible_truncation, reason = "halves")]
#[inline]
pub fn of_prefix(prefix: u128, len: usize) -> u64 {
    mixed(((prefix >> 64) as u64, prefix as u64), len)
}

/// Up to 16 bytes as two numbers, which with the length tell all there is.
#[inline]
fn short(bytes: &[u8]) -> Option<(u64, u64)> {
    if let (8..=16, Some(first), Some(last)) = (bytes.len(), bytes.first_chunk(), bytes.last_chunk()) {
        return Some((u64::from_le_bytes(*first), u64::from_le_bytes(*last)));
    }
    if let (4..=7, Some(first), Some(last)) = (bytes.len(), bytes.first_chunk(), bytes.last_chunk()) {
        return Some((u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()));
    }
    (bytes.len() < 4).then(|| (bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)), 0))
}

/// The halves of the product of two numbers, folded: every bit of either changes about half of the bits of the hash.
#[allow(clippy::cast_possible_truncation, reason = "the low half")]
#[inline]
fn mixed((a, b): (u64, u64), len: usize) -> u64 {
    let fold = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        product as u64 ^ (product >> 64) as u64
    };
    let once = fold(a ^ 0x243f_6a88_85a3_08d3, b ^ 0x1319_8a2e_0370_7344);
    fold(once ^ len as u64, 0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_kind_spread_over_the_partitions() {
        let names: [fn(u32) -> String; 4] =
            [|at| format!("L{at:07}"), |at| at.to_string(), |at| format!("{at:x}"), |at| format!("user-{at:020}@example.com")];
        for name in names {
            let mut counts = [0; PARTITIONS];
            for at in 0..25_600 {
                counts[usize::try_from(of(&name(at)) >> (u64::BITS - PARTITION_BITS)).unwrap_or(0)] += 1;
            }
            // 100 each: five times the deviation of chance.
            assert!(counts.iter().all(|count| (50..150).contains(count)), "{counts:?}");
        }
    }

    #[test]
    fn texts_of_every_length_have_hashes_of_their_own() {
        let text = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
        let hashes: std::collections::BTreeSet<u64> = (0..text.len()).map(|len| of(&text[..len])).collect();
        assert_eq!(hashes.len(), text.len());
        assert_ne!(of("\0"), of("\0\0"));
    }
}
