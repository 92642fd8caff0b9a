//! What a comment is about: the line it stands on, or the next one where it stands alone, and all that is indented below.

use crate::span::Span;
use std::ops::Range;

/// The bytes that a comment is about.
pub(super) fn of(text: &str, comment: Span) -> Range<usize> {
    let start = (comment.start as usize).min(text.len());
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let mut lines = lines_from(text, line);
    let alone = text[line..start].trim().is_empty();
    let first = if alone { lines.find(|line| says_something(&text[line.clone()])) } else { lines.next() };
    let Some(first) = first else { return start..start };
    let depth = indent(&text[first.clone()]);
    let mut end = first.end;
    for next in lines.filter(|line| says_something(&text[line.clone()])) {
        if indent(&text[next.clone()]) <= depth {
            break;
        }
        end = next.end;
    }
    first.start..end
}

/// The lines from a place on, with their line feeds.
fn lines_from(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = start;
    text[start..].split_inclusive('\n').map(move |line| {
        let range = at..at + line.len();
        at = range.end;
        range
    })
}

fn says_something(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::FileId;

    #[test]
    fn a_comment_is_about_its_line_or_the_next_and_what_is_below() {
        let text = "a: 1 # one\n# two\n\n# more\nb:\n  c: 1\n\n  # of c\n  d: { e: 1 } # three\nf: 2\n# last\n";
        let about = |sign: &str| {
            let at = text.find(sign).unwrap();
            &text[of(text, Span::new(FileId(0), at, at + sign.len()))]
        };
        assert_eq!(about("# one"), "a: 1 # one\n");
        assert_eq!(about("# two"), "b:\n  c: 1\n\n  # of c\n  d: { e: 1 } # three\n");
        assert_eq!(about("# more"), about("# two"));
        assert_eq!(about("# of c"), "  d: { e: 1 } # three\n");
        assert_eq!(about("# three"), "  d: { e: 1 } # three\n");
        assert_eq!(about("# last"), "");
    }
}
