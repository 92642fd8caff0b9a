//! Looks for bytes in texts of short parts, eight at a time: a call of a function that looks at more costs longer than such a part.

/// One in each byte.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The high bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The byte in each of eight places.
pub(super) const fn eight(byte: u8) -> u64 {
    ONES * byte as u64
}

/// Marks where a word has the byte that is in each place of `wanted`. Only the first mark is exact: see [`below`].
pub(super) const fn same(word: u64, wanted: u64) -> u64 {
    below(word ^ wanted, 1)
}

/// Marks where a byte is below `bound`: `x - n` borrows into the high bit exactly where a byte is below n (and was not high itself).
/// The first mark is exact; a borrow can only reach bytes after a true one.
pub(super) const fn below(word: u64, bound: u8) -> u64 {
    word.wrapping_sub(eight(bound)) & !word & HIGH
}

/// The first byte from `at` on that `marks` marks, or the end.
#[inline]
pub(super) fn find(bytes: &[u8], mut at: usize, marks: impl Fn(u64) -> u64) -> usize {
    while let Some(Ok(word)) = bytes.get(at..at + 8).map(<[u8; 8]>::try_from) {
        let found = marks(u64::from_le_bytes(word));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while let Some(byte) = bytes.get(at) {
        // What stands in the first place is exact, whatever the others hold.
        if marks(u64::from(*byte)) & 0x80 != 0 {
            return at;
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_first_wherever_it_stands() {
        for special in [b'"', b'\\', 0x1f, 0] {
            let marks = |word| below(word, 0x20) | same(word, eight(b'"')) | same(word, eight(b'\\'));
            for len in 1..30 {
                for at in 0..len {
                    let mut bytes = vec![b'a'; len];
                    bytes[len - 1] = special;
                    bytes[at] = special;
                    // Bytes around it must not pass for it.
                    if at > 0 {
                        bytes[at - 1] = 0xff;
                    }
                    assert_eq!(find(&bytes, 0, marks), at);
                }
            }
            assert_eq!(find(&[0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7f, 0x80, 0x9f, 0xa2, 0xdc], 0, marks), 10);
        }
    }
}
