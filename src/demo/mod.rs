//! Makes a log to try the program on: a year of a business that sells software to firms, from a seed.
//!
//! Same subjects, same seed, same bytes, on every machine. What comes out is as untidy as a real export: visitors that are
//! identified later, events of one instant, rows that arrive late or twice, conflicting copies, a misspelt event, rows that no reader takes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Write};

mod journey;
mod random;

use journey::Journey;
use random::Random;

/// Microseconds.
type Micros = i64;
/// An hour.
const HOUR: Micros = 3_600_000_000;
/// A day.
const DAY: Micros = 24 * HOUR;
/// 2025-11-01T00:00:00Z: the first day of the log.
const START: Micros = 1_761_955_200_000_000;
/// For how many days leads arrive.
const DAYS: i64 = 365;

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many leads there are.
    pub subjects: u64,
    /// The seed.
    pub seed: u64,
}

/// A row that waits for its turn: its place in the file, then its text.
type Waiting = Reverse<(Micros, u64, String)>;

/// Writes the log as NDJSON, in the order in which rows arrive.
pub fn write(options: Options, out: &mut dyn Write) -> io::Result<()> {
    let mut waiting: BinaryHeap<Waiting> = BinaryHeap::new();
    let mut number = 0;
    let mut put = |waiting: &mut BinaryHeap<Waiting>, arrives: Micros, row: String| {
        waiting.push(Reverse((arrives, number, row)));
        number += 1;
    };
    for day in 0..DAYS {
        let mut random = Random::of(options.seed, u64::MAX - day.unsigned_abs());
        for (at, row) in journey::spending(START + day * DAY, &mut random) {
            put(&mut waiting, at, row);
        }
    }
    let span = DAYS * DAY;
    for lead in 0..options.subjects {
        let mut random = Random::of(options.seed, lead);
        #[allow(clippy::cast_possible_truncation, reason = "a place in the year: below i64::MAX")]
        let arrives = START + (i128::from(span) * i128::from(lead) / i128::from(options.subjects.max(1))) as i64;
        flush(&mut waiting, arrives, out)?;
        for (at, row) in Journey::of(lead, arrives, &mut random).rows() {
            put(&mut waiting, at, row);
        }
    }
    // The export was made when the year was over: whatever happened later is not in it.
    flush(&mut waiting, START + span, out)
}

/// Writes what arrives before an instant.
fn flush(waiting: &mut BinaryHeap<Waiting>, until: Micros, out: &mut dyn Write) -> io::Result<()> {
    while waiting.peek().is_some_and(|Reverse((at, ..))| *at < until) {
        if let Some(Reverse((_, _, row))) = waiting.pop() {
            out.write_all(row.as_bytes())?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(subjects: u64, seed: u64) -> String {
        let mut out = Vec::new();
        write(Options { subjects, seed }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        assert_eq!(log(50, 7), log(50, 7));
        assert_ne!(log(50, 7), log(50, 8));
    }

    #[test]
    fn more_leads_make_more_rows_and_none_makes_only_spending() {
        assert!(log(100, 7).lines().count() > log(50, 7).lines().count());
        assert!(log(0, 7).lines().all(|row| row.contains("ad_spend")));
    }

    #[test]
    fn the_log_is_as_untidy_as_a_real_one() {
        let log = log(2_000, 7);
        let rows: Vec<&str> = log.lines().collect();
        let mut sorted = rows.clone();
        sorted.sort_unstable();
        assert!(sorted.windows(2).any(|pair| pair[0] == pair[1]), "rows that came twice");
        assert!(rows.iter().any(|row| serde_json::from_str::<serde_json::Value>(row).is_err()), "rows that are not JSON");
        assert!(rows.iter().any(|row| row.contains("page_veiwed")), "a misspelt event");
        let times: Vec<&str> = rows.iter().filter_map(|row| row.split("\"time\":\"").nth(1)?.split('"').next()).collect();
        assert!(times.windows(2).any(|pair| pair[0] > pair[1]), "rows that came late");
    }
}
