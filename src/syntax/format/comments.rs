//! Comments: each goes with what it stands before or behind; blank lines stay where they part things.

use super::print::Printer;
use crate::syntax::yaml::Comment;
use crate::syntax::yaml::concrete::Piece;
use unicode_width::UnicodeWidthStr;

impl Printer<'_> {
    /// Writes the comments that begin before `end`, each on a line of its own.
    pub(super) fn before(&mut self, end: usize, indent: usize) {
        let mut first = true;
        while let Some(comment) = self.comments.get(self.next).filter(|comment| (comment.span.start as usize) < end) {
            self.next += 1;
            let at = comment.span.range();
            if !first && self.blank_above(at.start) {
                self.out.push('\n');
            }
            first = false;
            self.indent(indent);
            self.out.push_str(self.text.get(at.clone()).unwrap_or_default().trim_end());
            self.out.push('\n');
            // A blank line parts it from what follows.
            let more = self.upcoming().is_some_and(|next| next < end);
            if !more && end != usize::MAX && self.blank_below(at.end) {
                self.out.push('\n');
            }
        }
    }

    /// Comments after the last entry of a block: those within its brackets, and those that stand as far right as the block does.
    pub(super) fn tail(&mut self, value: &Piece, flow: bool, limit: usize, indent: usize) {
        let column = self.column(value.span.start);
        while let Some(comment) = self.comments.get(self.next) {
            let at = comment.span.range();
            let inside = at.start < value.span.end || !flow && at.start < limit && self.column(at.start) >= column;
            if !inside {
                return;
            }
            if self.blank_above(at.start) {
                self.out.push('\n');
            }
            self.indent(indent);
            self.out.push_str(self.text.get(at).unwrap_or_default().trim_end());
            self.out.push('\n');
            self.next += 1;
        }
    }

    /// Where the next comment begins.
    pub(super) fn upcoming(&self) -> Option<usize> {
        self.comments.get(self.next).map(|comment| comment.span.start as usize)
    }

    /// A comment on the line that ends at `end` of the source, behind what is written.
    pub(super) fn behind(&mut self, end: usize) {
        let text = self.text;
        let same = |comment: &Comment| {
            let at = comment.span.start as usize;
            at >= end && text.get(end..at).is_some_and(|between| !between.contains('\n'))
        };
        let Some(comment) = self.comments.get(self.next).filter(|comment| same(comment)) else { return };
        self.next += 1;
        let line = self.out.rfind('\n').map_or(0, |at| at + 1);
        let written = self.out.get(line..).map_or(0, UnicodeWidthStr::width);
        // In the column it had, so that comments below each other stay so.
        let column = self.column(comment.span.start as usize).max(written + 2);
        self.out.push_str(&" ".repeat(column - written));
        self.out.push_str(text.get(comment.span.range()).unwrap_or_default().trim_end());
    }

    /// A blank line where the source has one before an entry or the comments above it.
    pub(super) fn spaced(&mut self, start: usize, wanted: bool) {
        if wanted && self.blank_before(start) {
            self.out.push('\n');
        }
    }

    pub(super) fn blank_before(&self, start: usize) -> bool {
        let first = self.upcoming().filter(|at| *at < start);
        self.blank_above(first.unwrap_or(start))
    }

    /// Whether the line above the one of `at` is blank.
    pub(super) fn blank_above(&self, at: usize) -> bool {
        let before = self.text.get(..at).unwrap_or_default();
        let mut lines = before.rsplit('\n');
        lines.next();
        lines.next().is_some_and(|line| line.trim().is_empty()) && before.contains('\n')
    }

    /// Whether the line below the one that ends at `at` is blank.
    pub(super) fn blank_below(&self, at: usize) -> bool {
        let after = self.text.get(at..).unwrap_or_default();
        after.split_once('\n').is_some_and(|(_, rest)| rest.lines().next().is_some_and(|line| line.trim().is_empty()))
    }

    /// How many columns stand before a byte of the source.
    pub(super) fn column(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        before.rsplit('\n').next().map_or(0, UnicodeWidthStr::width)
    }
}
