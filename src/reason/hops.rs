//! Bounds how far names are followed: a `let` that names a `let` twice that names another twice is soon too much to look into.

use std::cell::Cell;

/// How many more names may be followed, and how many are being followed now.
pub(crate) struct Hops {
    left: Cell<u32>,
    depth: Cell<u32>,
}

impl Hops {
    const MOST: u32 = 2_000;
    const DEEPEST: u32 = 64;

    /// None followed yet.
    pub(crate) fn new() -> Self {
        Self { left: Cell::new(Self::MOST), depth: Cell::new(0) }
    }

    /// Follows a name, or says `too_far`.
    pub(crate) fn follow<T>(&self, too_far: impl FnOnce() -> T, go: impl FnOnce() -> T) -> T {
        if self.left.get() == 0 || self.depth.get() == Self::DEEPEST {
            return too_far();
        }
        self.left.set(self.left.get() - 1);
        self.depth.set(self.depth.get() + 1);
        let found = go();
        self.depth.set(self.depth.get() - 1);
        found
    }
}
