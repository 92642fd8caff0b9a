//! Memory of a worker in blocks, cut from large pieces: the kernel hands out fresh pages dearly, and huge ones cheaply.

use memmap2::MmapMut;

/// Bytes of a block.
pub const BLOCK: usize = 32 << 10;
/// Bytes of the first piece, which is enough for a small log.
const FIRST: usize = 1 << 20;
/// Bytes of each later piece: some huge pages.
const LATER: usize = 16 << 20;

/// A block: its piece and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    piece: u32,
    start: u32,
    len: u32,
}

/// Blocks of a worker.
#[derive(Debug, Default)]
pub struct Arena {
    pieces: Vec<Piece>,
    /// Where the next block is cut: all pieces before that one are used up.
    next: (usize, usize),
    /// Bytes in use.
    used: usize,
}

/// A piece of memory, zeroed and untouched.
#[derive(Debug)]
enum Piece {
    Plain(Vec<u8>),
    Mapped(MmapMut),
}

impl Piece {
    fn of(len: usize) -> Self {
        if len < LATER {
            return Self::Plain(vec![0; len]);
        }
        match MmapMut::map_anon(len) {
            Ok(map) => {
                // A wish: without huge pages it is slower and works as well.
                #[cfg(target_os = "linux")]
                let _ = map.advise(memmap2::Advice::HugePage);
                Self::Mapped(map)
            }
            Err(_) => Self::Plain(vec![0; len]),
        }
    }

    #[inline]
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Plain(bytes) => bytes,
            Self::Mapped(map) => map,
        }
    }

    #[inline]
    fn bytes_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Plain(bytes) => bytes,
            Self::Mapped(map) => map,
        }
    }
}

impl Arena {
    /// A block of at least so many bytes.
    pub fn take(&mut self, least: usize) -> Block {
        let len = least.max(BLOCK);
        while self.pieces.get(self.next.0).is_some_and(|piece| piece.bytes().len() - self.next.1 < len) {
            self.next = (self.next.0 + 1, 0);
        }
        if self.next.0 == self.pieces.len() {
            let piece = if self.pieces.is_empty() { FIRST } else { LATER };
            self.pieces.push(Piece::of(piece.max(len)));
        }
        let (piece, start) = self.next;
        self.next.1 += len;
        self.used += len;
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Block { piece: number(piece), start: number(start), len: number(len) }
    }

    /// The bytes of a block.
    #[inline]
    pub fn bytes(&self, block: Block) -> &[u8] {
        let start = block.start as usize;
        &self.pieces[block.piece as usize].bytes()[start..start + block.len as usize]
    }

    /// The bytes of a block, to be written.
    #[inline]
    pub fn bytes_mut(&mut self, block: Block) -> &mut [u8] {
        let start = block.start as usize;
        &mut self.pieces[block.piece as usize].bytes_mut()[start..start + block.len as usize]
    }

    /// Bytes of all blocks.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Gives all blocks back; the memory stays for the next ones.
    pub fn clear(&mut self) {
        self.next = (0, 0);
        self.used = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_do_not_overlap() {
        let mut arena = Arena::default();
        let mut blocks = Vec::new();
        for at in 0..1500_u32 {
            let block = arena.take(if at % 700 == 699 { 20 << 20 } else { 10 });
            arena.bytes_mut(block).fill((at % 251).to_le_bytes()[0]);
            blocks.push(block);
        }
        for (at, block) in (0_u32..).zip(&blocks) {
            assert!(arena.bytes(*block).len() >= BLOCK);
            assert!(arena.bytes(*block).iter().all(|byte| *byte == (at % 251).to_le_bytes()[0]), "block {at}");
        }
        let used = arena.used();
        arena.clear();
        assert_eq!(arena.used(), 0);
        for at in 0..1500_usize {
            arena.take(if at % 700 == 699 { 20 << 20 } else { 10 });
        }
        assert_eq!(arena.used(), used);
    }
}
