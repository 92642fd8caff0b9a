//! Sums of doubles that are exact until the last rounding, so that their order makes no difference.

/// A sum of doubles: partial sums that do not overlap, after Shewchuk (Adaptive precision floating-point arithmetic and fast robust
/// geometric predicates, Discrete & Computational Geometry 18, 1997).
#[derive(Default)]
pub(super) struct ExactSum {
    partials: Vec<f64>,
}

impl ExactSum {
    /// Adds a number.
    pub(super) fn add(&mut self, number: f64) {
        let mut x = number;
        let mut kept = 0;
        for at in 0..self.partials.len() {
            let mut y = self.partials[at];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                self.partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        self.partials.truncate(kept);
        self.partials.push(x);
    }

    /// The double nearest to the sum (halves to even); not finite where it is too large.
    pub(super) fn value(&self) -> f64 {
        let mut rest = self.partials.iter().rev().copied();
        let Some(mut high) = rest.next() else { return 0.0 };
        while let Some(y) = rest.next() {
            let x = high;
            high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                // Half-way cases are decided by what is left further down.
                if let Some(next) = rest.next()
                    && ((low < 0.0 && next < 0.0) || (low > 0.0 && next > 0.0))
                {
                    let twice = low * 2.0;
                    let up = high + twice;
                    if up - high == twice {
                        return up;
                    }
                }
                break;
            }
        }
        high
    }
}

#[cfg(test)]
mod tests {
    use super::ExactSum;

    fn sum(numbers: &[f64]) -> f64 {
        let mut sum = ExactSum::default();
        for number in numbers {
            sum.add(*number);
        }
        sum.value()
    }

    #[test]
    fn is_exact_in_any_order() {
        assert_eq!(sum(&[]), 0.0);
        assert_eq!(sum(&[0.1; 10]), 1.0);
        assert_eq!(sum(&[1e16, 1.0, -1e16]), 1.0);
        assert_eq!(sum(&[1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(sum(&[1e16, 1.0, 1e-16]), 1e16 + 2.0);
        let mut numbers: Vec<f64> = (1..200).map(|at| 1.0 / f64::from(at)).collect();
        let forward = sum(&numbers);
        numbers.reverse();
        assert_eq!(sum(&numbers), forward);
    }
}
