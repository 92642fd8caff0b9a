//! Tables for a terminal: cells under each other, aligned, each in its style.

use super::words::{NO_DATA, Paint, count};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// How a column stands.
#[derive(Clone, Copy)]
pub(super) enum Align {
    Left,
    Right,
}
pub(super) use Align::{Left, Right};

/// How a cell is painted.
pub(super) type Style = fn(Paint, &str) -> String;
pub(super) type Cell = (String, Style);

/// None, so that a table of few does not become a wall of zeros.
pub(super) const NONE: &str = "·";

/// Rows under each other, two blanks between columns. Columns without a word are left out.
pub(super) fn table(out: &mut String, rows: &[Vec<Cell>], align: &[Align], paint: Paint) {
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|(text, _)| text.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..align.len()).map(width).collect();
    for row in rows {
        let last = row.iter().rposition(|(text, _)| !text.is_empty()).unwrap_or(0);
        let cells = row.iter().zip(&widths).zip(align).enumerate().take(last + 1).filter(|(_, ((_, width), _))| **width > 0);
        let cells = cells.map(|(at, (((text, style), width), align))| {
            let blank = " ".repeat(width.saturating_sub(text.width()));
            match align {
                Left if at == last => style(paint, text),
                Left => format!("{}{blank}", style(paint, text)),
                Right => format!("{blank}{}", style(paint, text)),
            }
        });
        let _ = writeln!(out, "  {}", cells.collect::<Vec<_>>().join("  "));
    }
}

/// The head of a table.
pub(super) fn head(words: &[&str]) -> Vec<Cell> {
    words.iter().map(|word| ((*word).to_owned(), dim as Style)).collect()
}

pub(super) fn plain(text: impl Into<String>) -> Cell {
    (text.into(), |_, text| text.to_owned())
}

/// A number, pale where there is none.
pub(super) fn figure(text: String) -> Cell {
    if text == NO_DATA || text == NONE { (text, dim) } else { plain(text) }
}

pub(super) fn dim(paint: Paint, text: &str) -> String {
    paint.dim(text)
}

pub(super) fn bar(paint: Paint, text: &str) -> String {
    paint.bar(text)
}

/// A count, `·` where it is none.
pub(super) fn zero(number: u64) -> String {
    if number == 0 { NONE.to_owned() } else { count(number) }
}

/// A bar of so many eighths of a cell.
pub(super) fn bar_of(eighths: u64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let whole = (0..eighths / 8).map(|_| "█");
    whole.chain(EIGHTHS.get(usize::try_from(eighths % 8).unwrap_or(0)).copied()).collect()
}
