//! Findings drawn for people: the lines they are about, what is underlined and why, and the next act. The one place that knows miette.

use super::{Finding, Label, Severity, Sources};
use crate::span::Span;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity as Level, SourceCode,
    SourceSpan, SpanContents,
};
use std::fmt::{Debug, Display, Formatter};

/// All findings, each followed by a blank line. `colour` is for terminals, `width` in columns.
pub fn human(findings: &[Finding], sources: &Sources, colour: bool, width: usize) -> String {
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        // Narrower than its own frame it cannot draw.
        .with_width(width.max(40))
        .with_links(false)
        .with_break_words(false)
        .with_show_related_as_nested(true);
    let mut text = String::new();
    for finding in findings {
        // Drawing into a `String` fails only where a span cannot be read, and every span is cut to its file.
        let _ = handler.render_report(&mut text, &Drawn::of(finding, sources));
        text.push('\n');
    }
    text
}

/// A finding or a note to one, as miette wants it.
struct Drawn<'a> {
    code: Option<&'a str>,
    level: Level,
    message: &'a str,
    help: Option<&'a str>,
    file: File<'a>,
    labels: Vec<LabeledSpan>,
    /// What it points at in other files.
    elsewhere: Vec<Drawn<'a>>,
}

impl<'a> Drawn<'a> {
    fn of(finding: &'a Finding, sources: &'a Sources) -> Self {
        let file = File::of(finding.span, sources);
        let (here, elsewhere): (Vec<&Label>, Vec<&Label>) = finding.others.iter().partition(|label| label.span.file == finding.span.file);
        let text = Some(finding.label.clone()).filter(|label| !label.is_empty());
        // Where the labels stand within what the finding is about, they say it all: an underline of the whole would only cross theirs.
        let within = |label: &&&Label| finding.span.start <= label.span.start && label.span.end <= finding.span.end;
        let head = here.iter().filter(within).min_by_key(|label| label.span.start).filter(|_| text.is_none()).map(|label| label.span);
        let mut labels = Vec::with_capacity(here.len() + 1);
        if head.is_none() {
            labels.push(LabeledSpan::new_primary_with_span(text, file.cut(finding.span)));
        }
        labels.extend(here.iter().map(|label| {
            let (text, place) = (Some(label.text.clone()), file.cut(label.span));
            if head == Some(label.span) { LabeledSpan::new_primary_with_span(text, place) } else { LabeledSpan::new_with_span(text, place) }
        }));
        Self {
            code: Some(finding.code.name),
            level: match finding.severity {
                Severity::Error => Level::Error,
                Severity::Warning => Level::Warning,
            },
            message: &finding.message,
            help: finding.help.as_deref(),
            labels,
            elsewhere: elsewhere.into_iter().map(|label| Self::note(label, sources)).collect(),
            file,
        }
    }

    fn note(label: &'a Label, sources: &'a Sources) -> Self {
        let file = File::of(label.span, sources);
        let labels = vec![LabeledSpan::new_primary_with_span(None, file.cut(label.span))];
        Self { code: None, level: Level::Advice, message: &label.text, help: None, labels, elsewhere: Vec::new(), file }
    }
}

impl Display for Drawn<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.message)
    }
}

impl Debug for Drawn<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl Diagnostic for Drawn<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.code.map(|code| Box::new(code) as Box<dyn Display>)
    }
    fn severity(&self) -> Option<Level> {
        Some(self.level)
    }
    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.help.map(|help| Box::new(help) as Box<dyn Display>)
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.file)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        (!self.elsewhere.is_empty()).then(|| Box::new(self.elsewhere.iter().map(|note| note as &dyn Diagnostic)) as _)
    }
}

/// A file under miette's eyes: columns count characters, where miette counts bytes.
struct File<'a> {
    path: &'a str,
    text: &'a str,
}

impl<'a> File<'a> {
    fn of(span: Span, sources: &'a Sources) -> Self {
        sources.get(span.file).map_or(Self { path: "", text: "" }, |file| Self { path: &file.path, text: &file.text })
    }

    /// A span within the text, on the borders of characters.
    fn cut(&self, span: Span) -> SourceSpan {
        let border = |at: u32| (0..=(at as usize).min(self.text.len())).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(0);
        let (start, end) = (border(span.start), border(span.end));
        (start, end.saturating_sub(start)).into()
    }
}

impl SourceCode for File<'_> {
    fn read_span<'a>(&'a self, span: &SourceSpan, before: usize, after: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.read_span(span, before, after)?;
        let start = contents.span().offset();
        let line = self.text.get(..start).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1);
        let column = self.text.get(line..start).map_or(contents.column(), |text| text.chars().count());
        let (data, place, lines) = (contents.data(), *contents.span(), contents.line_count());
        Ok(Box::new(MietteSpanContents::new_named(self.path.to_owned(), data, place, contents.line(), column, lines)))
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
}
