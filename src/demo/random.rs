//! Numbers from a seed: `SplitMix64` (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). Written
//! out here because the bytes of a log must never change with the version of a library.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of one part of what a seed makes.
    pub fn of(seed: u64, part: u64) -> Self {
        let mut mixed = Self(seed ^ 0x5851_f42d_4c95_7f2d);
        let key = mixed.next();
        Self(key ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to below `end`.
    pub fn below(&mut self, end: i64) -> i64 {
        let end = end.max(1).unsigned_abs();
        ((u128::from(self.next()) * u128::from(end)) >> 64) as i64
    }

    /// Whether something of so many per mille happens.
    pub fn happens(&mut self, per_mille: i64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of these, by their weights.
    pub fn pick<T: Copy>(&mut self, of: &[(T, i64)]) -> Option<T> {
        let mut at = self.below(of.iter().map(|(_, weight)| weight).sum());
        of.iter()
            .find(|(_, weight)| {
                at -= weight;
                at < 0
            })
            .map(|(item, _)| *item)
    }

    /// A waiting time around `mean`: mostly shorter, sometimes much longer (geometric over 32 steps).
    pub fn wait(&mut self, mean: i64) -> i64 {
        let step = (mean / 32).max(1);
        let mut steps = 0;
        while steps < 256 && !self.happens(31) {
            steps += 1;
        }
        steps * step + self.below(step)
    }
}
