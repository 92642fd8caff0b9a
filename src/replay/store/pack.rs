//! How names and fields are packed: short lengths in a byte, small integers in few bytes, ids that are numbers in base 16 in half of theirs.

use std::cmp::Ordering;

/// A length from here on takes five bytes.
const LONG: u8 = 255;
/// Of an id: there is none.
const NO_ID: u8 = 0;
/// Of an id: 16 signs of 0-9 and a-f, in eight bytes. Other ids have their length plus one in this place.
const HEX: u8 = 254;

/// Puts a text in.
#[inline]
pub fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_length(bytes, text.len(), LONG);
    bytes.extend_from_slice(text.as_bytes());
}

#[allow(clippy::cast_possible_truncation, reason = "checked")]
fn put_length(bytes: &mut Vec<u8>, length: usize, long: u8) {
    if length < usize::from(HEX.min(long)) {
        bytes.push(length as u8);
    } else {
        bytes.push(LONG);
        bytes.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    }
}

/// Puts an id in. Equal ids are packed equally.
#[inline]
pub fn put_id(bytes: &mut Vec<u8>, id: Option<&str>) {
    match id {
        None => bytes.push(NO_ID),
        Some(id) => match hex(id.as_bytes()) {
            Some(number) => {
                bytes.push(HEX);
                // Big end first: packed ids have the order of the ids.
                bytes.extend_from_slice(&number.to_be_bytes());
            }
            None => {
                put_length(bytes, id.len() + 1, HEX);
                bytes.extend_from_slice(id.as_bytes());
            }
        },
    }
}

/// Puts a text of at most 32 bytes in at a place, as [`put_text`] does; gives the place after it.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "at most 32")]
pub fn short_text<const N: usize>(room: &mut [u8; N], at: usize, text: &str) -> usize {
    room[at] = text.len() as u8;
    short_bytes(room, at + 1, text.as_bytes())
}

/// Puts an id in at a place, as [`put_id`] does; gives the place after it; nothing where it has more than 32 bytes.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "at most 32")]
pub fn short_id<const N: usize>(room: &mut [u8; N], at: usize, id: &str) -> Option<usize> {
    if let Some(number) = hex(id.as_bytes()) {
        room[at] = HEX;
        put_array(room, at + 1, number.to_be_bytes());
        return Some(at + 9);
    }
    (id.len() <= 32).then(|| {
        room[at] = id.len() as u8 + 1;
        short_bytes(room, at + 1, id.as_bytes())
    })
}

/// Puts at most 32 bytes in: the first and the last of them, which overlap, so that there is no loop.
#[inline]
fn short_bytes(room: &mut [u8], at: usize, bytes: &[u8]) -> usize {
    let end = at + bytes.len();
    if !put_ends::<8>(room, at, end, bytes) && !put_ends::<4>(room, at, end, bytes) {
        for (room, byte) in room.iter_mut().skip(at).zip(bytes.iter().take(4)) {
            *room = *byte;
        }
    }
    end
}

/// Puts in the first and the last `N` bytes, and those between; says whether there are that many.
#[inline]
fn put_ends<const N: usize>(room: &mut [u8], at: usize, end: usize, bytes: &[u8]) -> bool {
    let (Some(first), Some(last)) = (bytes.first_chunk::<N>(), bytes.last_chunk::<N>()) else { return false };
    put_array(room, at, *first);
    if bytes.len() > 2 * N {
        for (room, byte) in room.iter_mut().skip(at + N).zip(&bytes[N..]) {
            *room = *byte;
        }
    }
    put_array(room, end - N, *last);
    true
}

/// Bytes at a place; zeros beyond the end.
#[inline]
pub fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes.get(at..).and_then(<[u8]>::first_chunk).copied().unwrap_or([0; N])
}

/// The first 16 bytes of a text as a number that orders like them; what is beyond its end counts as zeros.
#[inline]
pub fn prefix(bytes: [u8; 16], len: usize) -> u128 {
    let bytes = u128::from_be_bytes(bytes);
    if len < 16 { bytes & !(u128::MAX >> (8 * len)) } else { bytes }
}

/// Bytes of a packed id, told by its first one; nothing of a long one.
#[inline]
pub fn id_len(first: u8) -> Option<usize> {
    match first {
        HEX => Some(9),
        LONG => None,
        NO_ID => Some(1),
        len => Some(usize::from(len)),
    }
}

/// Bytes of what [`put_sized`] put in, told by the first one; nothing of what is long.
#[inline]
pub fn sized_len(first: u8) -> Option<usize> {
    (first < HEX).then(|| 1 + usize::from(first))
}

/// Puts bytes in at a place.
#[inline]
pub fn put_array<const N: usize>(room: &mut [u8], at: usize, bytes: [u8; N]) {
    if let Some(room) = room.get_mut(at..).and_then(<[u8]>::first_chunk_mut) {
        *room = bytes;
    }
}

/// The number that 16 signs of 0-9 and a-f are.
#[inline]
fn hex(id: &[u8]) -> Option<u64> {
    let (signs, rest) = id.as_chunks::<8>();
    match (signs, rest) {
        ([high, low], []) => Some(eight(u64::from_be_bytes(*high))? << 32 | eight(u64::from_be_bytes(*low))?),
        _ => None,
    }
}

/// The number that eight signs are, all at once.
#[inline]
fn eight(signs: u64) -> Option<u64> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // `a` to `f` have bit 6 and count from 1.
    let values = (signs & (15 * EACH)) + 9 * (signs >> 6 & EACH);
    let letters = (values + 6 * EACH) >> 4 & EACH;
    let again = values + 0x30 * EACH + 0x27 * letters;
    if again != signs || values & (0xf0 * EACH) != 0 {
        return None;
    }
    let pairs = (values | values >> 4) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff;
    Some((fours | fours >> 16) & 0xffff_ffff)
}

/// Puts an integer in: those around 0 in few bytes (zigzag).
#[allow(clippy::cast_sign_loss, reason = "bits")]
#[inline]
pub fn put_integer(bytes: &mut Vec<u8>, value: i64) {
    put_count(bytes, ((value << 1) ^ (value >> 63)) as u64);
}

/// Puts a count in: small ones in few bytes (seven bits a byte).
#[allow(clippy::cast_possible_truncation, reason = "bits")]
#[inline]
pub fn put_count(bytes: &mut Vec<u8>, mut count: u64) {
    while count >= 128 {
        bytes.push(count as u8 | 128);
        count >>= 7;
    }
    bytes.push(count as u8);
}

/// Puts in what `put` writes, after its length.
#[inline]
pub fn put_sized(bytes: &mut Vec<u8>, put: impl FnOnce(&mut Vec<u8>)) {
    let start = bytes.len();
    bytes.push(0);
    put(bytes);
    let length = bytes.len() - start - 1;
    if length < usize::from(HEX) {
        bytes[start] = u8::try_from(length).unwrap_or(LONG);
    } else {
        bytes[start] = LONG;
        let long = u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
        bytes.extend_from_slice(&long);
        bytes[start + 1..].rotate_right(long.len());
    }
}

/// The order of two packed ids: none first, then by the bytes of the ids.
pub fn compare_ids(a: &[u8], b: &[u8]) -> Ordering {
    match (a.first(), b.first()) {
        (Some(&HEX), Some(&HEX)) => a.cmp(b),
        _ => id_bytes(a).cmp(&id_bytes(b)),
    }
}

/// The bytes of a packed id.
fn id_bytes(packed: &[u8]) -> Option<Vec<u8>> {
    match packed.split_first()? {
        (&NO_ID, _) => None,
        (&HEX, number) => {
            let digits = number.iter().flat_map(|byte| [byte >> 4, byte & 15]);
            Some(digits.map(|digit| if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }).collect())
        }
        (&LONG, rest) => rest.get(4..).map(<[u8]>::to_vec),
        (_, id) => Some(id.to_vec()),
    }
}

/// Takes out what was put in.
#[derive(Clone, Copy)]
pub struct Unpack<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Unpack<'a> {
    /// From a place on.
    #[inline]
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// A byte.
    #[inline]
    pub fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte
    }

    /// Passes over some bytes.
    #[inline]
    pub fn skip(&mut self, count: usize) {
        self.at += count;
    }

    #[inline]
    fn take(&mut self, count: usize) -> &'a [u8] {
        let taken = self.bytes.get(self.at..self.at + count).unwrap_or_default();
        self.at += count;
        taken
    }

    /// So many bytes.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        self.take(N).try_into().unwrap_or([0; N])
    }

    #[inline]
    fn length(&mut self) -> usize {
        match self.byte() {
            LONG => u32::from_le_bytes(self.array()) as usize,
            length => usize::from(length),
        }
    }

    /// The bytes of a text.
    #[inline]
    pub fn text(&mut self) -> &'a [u8] {
        let length = self.length();
        self.take(length)
    }

    /// An id as packed; empty where there is none.
    #[inline]
    pub fn id(&mut self) -> &'a [u8] {
        let start = self.at;
        match self.byte() {
            NO_ID => return &[],
            HEX => self.skip(8),
            _ => {
                self.at = start;
                let length = self.length();
                self.skip(length.saturating_sub(1));
            }
        }
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    /// An integer of so many bytes, 1 to 8.
    #[allow(clippy::cast_possible_wrap, reason = "bits")]
    #[inline]
    pub fn short_integer(&mut self, size: usize) -> i64 {
        let unused = (u64::BITS - 8) as usize - 8 * (size - 1);
        (self.word(size) << unused) as i64 >> unused
    }

    /// A count of so many bytes, 1 to 4.
    #[allow(clippy::cast_possible_truncation, reason = "at most four bytes")]
    #[inline]
    pub fn short_count(&mut self, size: u8) -> u32 {
        let size = usize::from(size);
        (self.word(size) & (u64::MAX >> (64 - 8 * size))) as u32
    }

    /// Eight bytes, of which so many are taken.
    #[inline]
    fn word(&mut self, size: usize) -> u64 {
        let word = match self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            Some(word) => u64::from_le_bytes(*word),
            None => self.bytes.iter().skip(self.at).take(8).rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        self.at += size;
        word
    }

    /// An integer.
    #[allow(clippy::cast_possible_wrap, reason = "bits")]
    #[inline]
    pub fn integer(&mut self) -> i64 {
        let bits = self.count();
        (bits >> 1) as i64 ^ -((bits & 1) as i64)
    }

    /// A count.
    #[inline]
    pub fn count(&mut self) -> u64 {
        let (mut bits, mut shift) = (0_u64, 0);
        loop {
            let byte = self.byte();
            bits |= u64::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 || shift > 63 {
                return bits;
            }
        }
    }

    /// The place reached.
    #[inline]
    pub fn place(&self) -> usize {
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(id: Option<&str>) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_id(&mut bytes, id);
        let taken = Unpack::new(&bytes, 0).id().to_vec();
        assert!(id.is_none() || taken == bytes);
        taken
    }

    #[test]
    fn ids_have_their_order_when_packed() {
        let long = "x".repeat(300);
        let edge = "y".repeat(253);
        let ids = [
            "",
            "0",
            "00000000000000ff",
            "0123456789abcdef",
            "0123456789abcdeg",
            "10",
            "9",
            "fedcba9876543210",
            "fedcba987654321",
            &long,
            &edge,
        ];
        for a in ids.iter().map(|id| Some(*id)).chain([None]) {
            for b in ids.iter().map(|id| Some(*id)).chain([None]) {
                let expected = a.map(str::as_bytes).cmp(&b.map(str::as_bytes));
                assert_eq!(compare_ids(&packed(a), &packed(b)), expected, "{a:?} {b:?}");
                assert_eq!(packed(a) == packed(b), a == b, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn sixteen_signs_are_a_number() {
        for number in [0, 1, 0x0123_4567_89ab_cdef, u64::MAX, 0x9a9a_f0f0_0a0a_9999] {
            assert_eq!(hex(format!("{number:016x}").as_bytes()), Some(number));
        }
        for at in 0..16 {
            for sign in (0..=255_u8).filter(|sign| !sign.is_ascii_digit() && !(b'a'..=b'f').contains(sign)) {
                let mut id = *b"0123456789abcdef";
                id[at] = sign;
                assert_eq!(hex(&id), None, "{sign} at {at}");
            }
        }
    }

    #[test]
    fn what_is_put_in_comes_out() {
        let mut bytes = Vec::new();
        let integers = [0, 1, -1, 63, 64, -64, -65, 1 << 40, i64::MAX, i64::MIN];
        let sized = [0, 1, 253, 254, 255, 100_000];
        let texts = ["", "a", &"b".repeat(253), &"c".repeat(254), &"d".repeat(255), &"e".repeat(100_000)];
        for value in integers {
            put_integer(&mut bytes, value);
        }
        for text in texts {
            put_text(&mut bytes, text);
        }
        for length in sized {
            put_sized(&mut bytes, |bytes| bytes.extend((0..length).map(|at: u32| at.to_le_bytes()[0])));
        }
        let mut unpack = Unpack::new(&bytes, 0);
        for value in integers {
            assert_eq!(unpack.integer(), value);
        }
        for text in texts {
            assert_eq!(unpack.text(), text.as_bytes());
        }
        for length in sized {
            assert_eq!(unpack.text(), (0..length).map(|at: u32| at.to_le_bytes()[0]).collect::<Vec<u8>>());
        }
    }
}
