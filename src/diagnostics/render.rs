//! Findings drawn for people: the lines they are about, what is underlined and why, and the next act. The one place that knows miette.

use super::excerpt::{Excerpt, LEFT_OUT};
use super::{Finding, Label, Severity, Sources};
use crate::span::Span;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity as Level, SourceCode};
use std::fmt::{Debug, Display, Formatter};
use unicode_width::UnicodeWidthStr;

/// All findings, each followed by a blank line. `colour` is for terminals, `width` in columns.
pub fn human(findings: &[Finding], sources: &Sources, colour: bool, width: usize) -> String {
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    // Narrower than its own frame it cannot draw.
    let width = width.max(40);
    // Lines are broken here: it would break them within names and codes as well.
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width).with_links(false).with_wrap_lines(false);
    let mut text = String::new();
    for finding in findings {
        let mut drawn = String::new();
        // Drawing into a `String` fails only where a span cannot be read, and every span is cut to its file.
        let _ = handler.render_report(&mut drawn, &Drawn::of(finding, sources, width));
        leave_out(&drawn, &mut text);
        text.push('\n');
    }
    text
}

/// A text in lines of at most `width` columns, broken at blanks only.
fn broken(text: &str, width: usize) -> String {
    let mut lines = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let wide = word.width();
        if column > 0 && column + 1 + wide > width {
            lines.push('\n');
            column = 0;
        } else if column > 0 {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += wide;
    }
    lines
}

/// Draws one mark for the lines in a row that are left out.
fn leave_out(drawn: &str, text: &mut String) {
    let mut marked = false;
    for line in drawn.split_inclusive('\n') {
        if !line.contains(LEFT_OUT) {
            text.push_str(line);
        } else if !marked {
            // Where the frame stands: behind the number of the line, which may be coloured.
            let number = anstream::adapter::strip_str(line.split('│').next().unwrap_or_default()).to_string();
            text.push_str(&format!("{}⋮\n", " ".repeat(number.chars().count())));
        }
        marked = line.contains(LEFT_OUT);
    }
}

/// A finding, as miette wants it.
struct Drawn<'a> {
    heading: String,
    level: Level,
    message: String,
    help: Option<String>,
    excerpt: Excerpt<'a>,
    labels: Vec<LabeledSpan>,
}

impl<'a> Drawn<'a> {
    fn of(finding: &Finding, sources: &'a Sources, width: usize) -> Self {
        let text = Some(finding.label.clone()).filter(|label| !label.is_empty());
        // Where the labels stand within what the finding is about, they say it all: an underline of the whole would only cross theirs.
        let whole = finding.span;
        let within = |label: &&Label| label.span.file == whole.file && whole.start <= label.span.start && label.span.end <= whole.end;
        let head = finding.others.iter().filter(within).min_by_key(|label| label.span.start).filter(|_| text.is_none());
        let head = head.map_or(whole, |label| label.span);
        let others = || finding.others.iter().map(|label| label.span);
        let places: Vec<Span> = std::iter::once(head).chain(others()).collect();
        let excerpt = Excerpt::of(&places, sources);
        let mut labels = Vec::with_capacity(places.len());
        if !others().any(|other| other == head) || text.is_some() {
            labels.push(LabeledSpan::new_primary_with_span(text, excerpt.place(head)));
        }
        labels.extend(finding.others.iter().map(|label| {
            let (text, place) = (Some(label.text.clone()), excerpt.place(label.span));
            if head == label.span { LabeledSpan::new_primary_with_span(text, place) } else { LabeledSpan::new_with_span(text, place) }
        }));
        let level = match finding.severity {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
        };
        Self {
            heading: format!("{} ({})", finding.code.name, finding.severity.word()),
            level,
            message: broken(&finding.message, width - "  × ".len()),
            help: finding.help.as_ref().map(|help| broken(help, width - "  help: ".len())),
            excerpt,
            labels,
        }
    }
}

impl Display for Drawn<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl Debug for Drawn<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl Diagnostic for Drawn<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        Some(Box::new(&self.heading))
    }
    fn severity(&self) -> Option<Level> {
        Some(self.level)
    }
    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn Display>)
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::codes::NAME_UNKNOWN;

    #[test]
    fn a_finding_is_drawn_at_its_bytes_after_wide_text() {
        let mut sources = Sources::default();
        let main = "funnel: żółw\nstages:\n  ключ: { from: enagged }\n  other: {}\n";
        let file = sources.add("funnels/a.yaml", main);
        let part = sources.add("funnels/parts/b.yaml", "stages:\n  engaged: {}\n");
        let start = main.find("enagged").unwrap();
        let stages = main.find("stages").unwrap();
        let finding = Finding::new(&NAME_UNKNOWN, Span::new(file, start, start + 7), "no stage is called `enagged`")
            .label("not a stage")
            .other(Span::new(file, stages, stages + 6), "of these stages")
            .other(Span::new(part, 10, 17), "this one is close")
            .help("did you mean `engaged`?");
        insta::assert_snapshot!(human(&[finding], &sources, false, 100));
    }

    #[test]
    fn labels_within_what_a_finding_is_about_stand_alone() {
        let mut sources = Sources::default();
        let text = "when: size >= \"200\"\n";
        let file = sources.add("a.yaml", text);
        let finding = Finding::new(&NAME_UNKNOWN, Span::new(file, 6, 19), "an integer and a string cannot be compared")
            .other(Span::new(file, 14, 19), "a string")
            .other(Span::new(file, 6, 10), "an integer");
        insta::assert_snapshot!(human(&[finding], &sources, false, 100));
    }

    #[test]
    fn a_finding_past_the_end_is_drawn_at_the_end() {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", "żółw");
        let text = human(&[Finding::new(&NAME_UNKNOWN, Span::new(file, 1, 999), "a fault")], &sources, false, 80);
        assert!(text.contains("a fault") && text.contains("a.yaml:1:1"), "{text}");
        let empty = sources.add("b.yaml", "");
        assert!(human(&[Finding::new(&NAME_UNKNOWN, Span::new(empty, 0, 0), "a fault")], &sources, false, 80).contains("a fault"));
    }

    #[test]
    fn what_lies_far_away_is_drawn_apart_after_the_fault() {
        let mut sources = Sources::default();
        let text: String = (1..=60).map(|line| format!("line_{line}: ż\n")).collect();
        let file = sources.add("a.yaml", text.as_str());
        let at = |line: usize| {
            let start = text.find(&format!("line_{line}:")).unwrap();
            Span::new(file, start, start + 7)
        };
        let finding = Finding::new(&NAME_UNKNOWN, at(40), "a fault")
            .label("here")
            .other(at(46), "near")
            .other(at(10), "the first step")
            .other(at(12), "the second step")
            .other(at(60), "the last step")
            .help("mend it");
        insta::assert_snapshot!(human(std::slice::from_ref(&finding), &sources, false, 100));
        let colours = human(&[finding], &sources, true, 100);
        assert_eq!(anstream::adapter::strip_str(&colours).to_string().matches("\n    ⋮\n").count(), 1, "{colours}");
    }

    #[test]
    fn a_very_long_line_is_cut_to_what_is_around_the_fault() {
        let mut sources = Sources::default();
        let text = format!("short: 1\nlong: [{} żółw, {}]\nlast: {}\n", "ab, ".repeat(5_000), "cd, ".repeat(5_000), "x".repeat(9_000));
        let file = sources.add("a.yaml", text.as_str());
        let at = text.find("żółw").unwrap();
        let finding = Finding::new(&NAME_UNKNOWN, Span::new(file, at, at + "żółw".len()), "a fault")
            .label("here")
            .other(Span::new(file, 9, 13), "in this list")
            .other(Span::new(file, text.len() - 2, text.len() - 1), "and the end of this");
        insta::assert_snapshot!(human(&[finding], &sources, false, 100));
    }

    #[test]
    fn a_long_place_is_drawn_by_its_ends() {
        let mut sources = Sources::default();
        let text: String = (1..=60).map(|line| format!("line_{line}: 1\r\n")).collect();
        let file = sources.add("a.yaml", text.as_str());
        let finding = Finding::new(&NAME_UNKNOWN, Span::new(file, 12, text.len() - 30), "a fault").label("all of this");
        insta::assert_snapshot!(human(&[finding], &sources, false, 100));
    }

    #[test]
    fn control_characters_are_drawn_as_pictures() {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", "a: \u{1b}[31m\0 red\n");
        let finding = Finding::new(&NAME_UNKNOWN, Span::new(file, 10, 13), "a fault").label("here");
        insta::assert_snapshot!(human(&[finding], &sources, false, 100));
    }
}
