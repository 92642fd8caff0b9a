//! The difference of two texts as insta shows it: the lines around, the old with `-`, the new with `+`, both numbered.

use crate::render::Paint;
use similar::{ChangeTag, TextDiff};

/// More lines than this nobody reads.
const MOST: usize = 120;
/// Lines around a change.
const AROUND: usize = 3;

/// The difference, indented as results are.
pub(super) fn diff(old: &str, new: &str, paint: Paint) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut lines = Vec::new();
    for (at, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if at > 0 {
            lines.push(format!("  {}", paint.dim("────────────┼")));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let number = |line: Option<usize>| line.map_or_else(String::new, |line| (line + 1).to_string());
            let (old, new, text) = (number(change.old_index()), number(change.new_index()), change.value().trim_end_matches('\n'));
            let head = paint.dim(&format!("{old:>5} {new:>5} │"));
            lines.push(match change.tag() {
                ChangeTag::Equal => format!("  {head}  {}", paint.dim(text)),
                ChangeTag::Delete => format!("  {head}{}", paint.fault(&format!("- {text}"))),
                ChangeTag::Insert => format!("  {head}{}", paint.good(&format!("+ {text}"))),
            });
        }
    }
    let more = lines.len().saturating_sub(MOST);
    lines.truncate(MOST);
    if more > 0 {
        lines.push(format!("  and {more} more lines"));
    }
    lines.into_iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}
