//! Lanes: which line runs where, with few crossings.

use super::layout::{Gutter, Layout, Side};

/// Rounds of swapping; each lowers the number of crossings, so that few are needed.
const ROUNDS: usize = 40;
/// Lines between which lanes are looked for by swapping; more than these keep their order.
const MOST: usize = 120;
/// Space between two lines that share a lane.
const APART: i32 = 12;

/// A net as far as crossings go.
struct Run {
    net: usize,
    /// Its ends left and right of its lane.
    left: Vec<i32>,
    right: Vec<i32>,
    top: i32,
    bottom: i32,
}

impl Run {
    fn spans(&self, y: i32) -> bool {
        self.top - 3 <= y && y <= self.bottom + 3
    }
}

/// Gives the nets of a gutter their lanes.
pub(super) fn lanes(layout: &mut Layout, gutter: Gutter) {
    let mut runs: Vec<Run> = (0..layout.nets.len()).filter(|net| layout.nets[*net].gutter == gutter).map(|net| run(layout, net)).collect();
    runs.sort_by_key(|run| (run.bottom - run.top, run.net));
    if gutter == Gutter::Path {
        // the shortest run next to the cards, which are on the right
        runs.reverse();
    }
    if runs.len() <= MOST {
        untangle(&mut runs);
    }
    let mut taken: Vec<i32> = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        let beside = runs[..at].iter().zip(&taken).filter(|(other, _)| other.top - APART <= run.bottom && run.top - APART <= other.bottom);
        taken.push(beside.map(|(_, lane)| lane + 1).max().unwrap_or(0));
    }
    for (run, lane) in runs.iter().zip(taken) {
        layout.nets[run.net].lane = lane;
    }
}

fn run(layout: &Layout, net: usize) -> Run {
    let ends = || std::iter::once(&layout.nets[net].head).chain(&layout.nets[net].tails).filter_map(|slot| layout.slots.get(*slot));
    // the card at whose right side a line ends is left of the lane
    let at = |side: Side| ends().filter(|slot| slot.side == side).map(|slot| slot.y).collect();
    let heights = || ends().map(|slot| slot.y);
    let (top, bottom) = (heights().min().unwrap_or(0), heights().max().unwrap_or(0));
    Run { net, left: at(Side::Right), right: at(Side::Left), top, bottom }
}

/// How often two nets cross if the first is left of the second.
fn crossings(a: &Run, b: &Run) -> usize {
    let crossed = a.right.iter().filter(|y| b.spans(**y)).count() + b.left.iter().filter(|y| a.spans(**y)).count();
    // two lines at one height that run over one another are worse than any crossing
    let over = a.right.iter().filter(|y| b.left.iter().any(|other| (other - **y).abs() < 4)).count();
    crossed + 10 * over
}

fn untangle(runs: &mut [Run]) {
    for _ in 0..ROUNDS {
        let mut better = false;
        for at in 1..runs.len() {
            // carry a run leftwards to where it crosses least
            let (mut gain, mut best, mut to) = (0_i64, 0_i64, at);
            for left in (0..at).rev() {
                gain += count(crossings(&runs[left], &runs[at])) - count(crossings(&runs[at], &runs[left]));
                if gain > best {
                    (best, to) = (gain, left);
                }
            }
            if to < at {
                runs[to..=at].rotate_right(1);
                better = true;
            }
        }
        if !better {
            break;
        }
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX / 1024)
}
