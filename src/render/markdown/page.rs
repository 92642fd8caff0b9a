//! A page of Markdown as GitHub reads it: headings, tables whose heads link to what their figures mean, and those pages at its foot.

use crate::glossary::{self, Term};
use std::fmt::Write as _;

/// A page that is being written.
#[derive(Default)]
pub(super) struct Page {
    pub out: String,
    used: Vec<&'static Term>,
    /// Of the table at hand, which columns hold words.
    words: Vec<bool>,
}

impl Page {
    /// A heading of a section.
    pub(super) fn heading(&mut self, title: &str) {
        let _ = writeln!(self.out, "\n## {title}\n");
    }

    /// The head of a table, whose first columns hold words, as do those that begin with `<`. `Cohort#cohort`: what it says, and the
    /// figure that it is.
    pub(super) fn columns(&mut self, columns: &[&str], words: usize) {
        self.words = columns.iter().enumerate().map(|(at, column)| at < words || column.starts_with('<')).collect();
        let heads: Vec<String> = columns.iter().map(|column| self.linked(column.trim_start_matches('<'))).collect();
        self.write(&heads);
        let rules: Vec<String> = self.words.iter().map(|is_words| if *is_words { "---" } else { "---:" }.to_owned()).collect();
        self.write(&rules);
    }

    /// A row of a table. A figure and its unit stay on one line.
    pub(super) fn row(&mut self, cells: &[String]) {
        let cell = |(at, cell): (usize, &String)| {
            let is_words = self.words.get(at).copied().unwrap_or(true);
            if is_words { cell.clone() } else { cell.replace(' ', "\u{a0}") }
        };
        let cells: Vec<String> = cells.iter().enumerate().map(cell).collect();
        self.write(&cells);
    }

    fn write(&mut self, cells: &[String]) {
        let _ = writeln!(self.out, "| {} |", cells.join(" | "));
    }

    /// A paragraph that names what has no row in the table before it; nothing where all has.
    pub(super) fn left_out(&mut self, words: &str, names: &[String]) {
        if !names.is_empty() {
            self.after(&format!("{words}: {}.", names.join(", ")));
        }
    }

    /// A paragraph after a table.
    pub(super) fn after(&mut self, words: &str) {
        let blank = if self.out.ends_with("\n\n") { "" } else { "\n" };
        let _ = writeln!(self.out, "{blank}{words}");
    }

    /// Words with a figure: a link to what it means.
    pub(super) fn linked(&mut self, column: &str) -> String {
        let Some((label, name)) = column.split_once('#') else { return column.to_owned() };
        self.link(label, name)
    }

    /// A link to what a figure means.
    pub(super) fn link(&mut self, label: &str, name: &str) -> String {
        let Some(term) = glossary::find(name) else { return label.to_owned() };
        if !self.used.iter().any(|used| used.name == term.name) {
            self.used.push(term);
        }
        format!("[{label}](#{})", term.name)
    }

    /// The page with what its figures mean.
    pub(super) fn finish(mut self) -> String {
        let used: Vec<&Term> = glossary::all().filter(|term| self.used.iter().any(|used| used.name == term.name)).collect();
        if used.is_empty() {
            return self.out;
        }
        self.heading("What the figures mean");
        self.out.push_str("`funnelc explain metric NAME` shows each with an example and its source.\n");
        for term in used {
            let _ = write!(self.out, "\n### {}\n\n{}\n\nUnit: {}. Formula: `{}`.\n", term.name, term.means, term.unit, term.formula);
        }
        self.out
    }
}

/// Words of the definition or a log, so that nothing in them is taken for Markdown.
pub(super) fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' => out.extend(['\\', c]),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A name, as code. A bar would end the cell, a backtick the code.
pub(super) fn code(name: &str) -> String {
    if name.contains(['`', '|', '\n', '\r']) { text(name) } else { format!("`{name}`") }
}
