//! The lines a finding is about, cut out of its files: the fault first with a line around it, then the far places of the same file, then
//! other files. What lies between is left out, and so are the ends of very long lines.
//!
//! Lines and columns are those of the files: they are worked out here, since a cut text has its own.

use super::Sources;
use crate::span::{FileId, Span};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::collections::BTreeSet;
use std::ops::Range;

/// A line that was left out, in the text as cut. No line shows it: control characters are drawn as their pictures.
pub(super) const LEFT_OUT: char = '\0';
/// Places at most so many lines apart are shown as one section.
const NEAR: usize = 6;
/// Lines of more characters are cut.
const LONG: usize = 240;
/// Characters of a cut line, and those of them before what it is shown for.
const WINDOW: usize = 160;
const BEFORE: usize = 60;
/// Where a line was cut.
const CUT: char = '…';

/// The sections of all places a finding points at, one after the other in a text of their own.
pub(super) struct Excerpt<'a> {
    text: String,
    sections: Vec<Section<'a>>,
}

/// Lines of one file that follow each other.
struct Section<'a> {
    file: FileId,
    path: &'a str,
    source: &'a str,
    /// The place of the first line in the file, from 0.
    first: usize,
    lines: Vec<Line>,
    /// What it is in the excerpt's text.
    range: Range<usize>,
}

/// A line of a section.
struct Line {
    /// Its bytes in the file, without the line feed.
    whole: Range<usize>,
    /// Those of them that are kept.
    kept: Range<usize>,
    /// Where the kept ones begin in the excerpt's text.
    at: usize,
}

impl<'a> Excerpt<'a> {
    /// What to show of `places`, the fault first.
    pub(super) fn of(places: &[Span], sources: &'a Sources) -> Self {
        let mut excerpt = Self { text: String::new(), sections: Vec::new() };
        let mut files: Vec<FileId> = Vec::new();
        for place in places {
            if !files.contains(&place.file) {
                files.push(place.file);
            }
        }
        for file in files {
            let (path, source) = sources.get(file).map_or(("", ""), |source| (source.path.as_str(), source.text.as_str()));
            let starts: Vec<usize> = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
            let line = |at: usize| starts.partition_point(|start| *start <= at).saturating_sub(1);
            let here: Vec<(Range<usize>, Range<usize>)> = places
                .iter()
                .filter(|place| place.file == file)
                .map(|place| {
                    let bytes = cut(*place, source);
                    let last = bytes.end.saturating_sub(1).max(bytes.start);
                    (line(bytes.start)..line(last) + 1, bytes)
                })
                .collect();
            let (near, far) = near(here);
            for (places, context) in [(near, 1), (far, 0)] {
                if !places.is_empty() {
                    excerpt.add((file, path, source), &starts, &places, context);
                }
            }
        }
        excerpt
    }

    /// Adds a section with the lines on which its places begin and end, `context` more around each.
    fn add(
        &mut self,
        (file, path, source): (FileId, &'a str, &'a str),
        starts: &[usize],
        places: &[(Range<usize>, Range<usize>)],
        context: usize,
    ) {
        let ends = places.iter().flat_map(|(lines, _)| [lines.start, lines.end - 1]);
        let blank = |line: usize| {
            let bytes = starts.get(line).copied().unwrap_or(source.len())..starts.get(line + 1).copied().unwrap_or(source.len());
            source.get(bytes).is_none_or(|words| words.trim().is_empty())
        };
        let around = ends.clone().flat_map(|line| line.saturating_sub(context)..line + context + 1).filter(|line| !blank(*line));
        let mut shown: BTreeSet<usize> = around.chain(ends).collect();
        let gap = if context == 0 { 2 } else { NEAR };
        let gaps: Vec<Range<usize>> =
            shown.iter().zip(shown.iter().skip(1)).filter(|(a, b)| *b - *a <= gap).map(|(a, b)| a + 1..*b).collect();
        shown.extend(gaps.into_iter().flatten());
        let (Some(first), Some(last)) = (shown.first().copied(), shown.last().copied()) else { return };
        let mut section = Section { file, path, source, first, lines: Vec::new(), range: self.text.len()..self.text.len() };
        for number in first..=last {
            let start = starts.get(number).copied().unwrap_or(source.len());
            let end = starts.get(number + 1).map_or(source.len(), |next| next - 1);
            let whole = start..end;
            let words = source.get(whole.clone()).unwrap_or_default();
            let words = words.strip_suffix('\r').unwrap_or(words);
            if !shown.contains(&number) {
                section.lines.push(Line { kept: start..start, whole, at: self.text.len() });
                self.text.extend([LEFT_OUT, '\n']);
                continue;
            }
            let about = places.iter().find(|(lines, _)| lines.contains(&number)).map_or(start, |(_, bytes)| bytes.start.max(start));
            let kept = window(words, about - start);
            if kept.start > 0 {
                self.text.push(CUT);
            }
            let at = self.text.len();
            self.text.push_str(&drawn(words.get(kept.clone()).unwrap_or_default()));
            if kept.end < words.len() {
                self.text.push(CUT);
            }
            self.text.push('\n');
            section.lines.push(Line { whole, kept: start + kept.start..start + kept.end, at });
        }
        section.range.end = self.text.len();
        self.sections.push(section);
    }

    /// Where a place stands in the excerpt's text.
    pub(super) fn place(&self, span: Span) -> SourceSpan {
        for section in self.sections.iter().filter(|section| section.file == span.file) {
            let bytes = cut(span, section.source);
            if let (Some(start), Some(end)) = (self.at(section, bytes.start), self.at(section, bytes.end)) {
                return (start, end.saturating_sub(start)).into();
            }
        }
        (0, 0).into()
    }

    /// Where a byte of the file stands in the excerpt's text, if its line is in the section.
    fn at(&self, section: &Section<'_>, byte: usize) -> Option<usize> {
        let line = section.lines.iter().find(|line| line.whole.start <= byte && byte <= line.whole.end)?;
        let before = section.source.get(line.kept.start..byte.clamp(line.kept.start, line.kept.end)).unwrap_or_default();
        let at = line.at + drawn(before).len();
        let (cut_before, cut_after) = (byte < line.kept.start, byte > line.kept.end);
        Some(match (cut_before, cut_after) {
            (true, _) => at.saturating_sub(CUT.len_utf8()),
            (_, true) if self.text.get(at..).is_some_and(|rest| rest.starts_with(CUT)) => at + CUT.len_utf8(),
            _ => at,
        })
    }
}

impl SourceCode for Excerpt<'_> {
    /// The section around a span; of places in two sections nothing, so that they are drawn apart. Without any lines around it, only
    /// where the span begins is asked for.
    fn read_span<'a>(&'a self, span: &SourceSpan, before: usize, after: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        // A place at the end of the last line touches the next section.
        let section = self.sections.iter().find(|section| section.range.start <= start && start < section.range.end.max(1));
        let section = section.filter(|section| end <= section.range.end).ok_or(MietteError::OutOfBounds)?;
        let data = self.text.get(section.range.clone()).unwrap_or_default().as_bytes();
        let (mut line, mut column) = (section.first, 0);
        if (before, after) == (0, 0) {
            let index = section.lines.partition_point(|line| line.at.saturating_sub(CUT.len_utf8()) <= start).saturating_sub(1);
            if let Some(found) = section.lines.get(index) {
                // The columns of what was cut away, then those that are shown. What is drawn for a character is a character.
                let cut = section.source.get(found.whole.start..found.kept.start).map_or(0, |text| text.chars().count());
                column = cut + self.text.get(found.at..start).map_or(0, |text| text.chars().count());
                line += index;
            }
        }
        let place = (section.range.start, section.range.len()).into();
        // As many lines as there can be: what is in one section is drawn as one.
        Ok(Box::new(MietteSpanContents::new_named(section.path.to_owned(), data, place, line, column, usize::MAX / 2)))
    }
}

/// Lines and bytes of a place.
type Place = (Range<usize>, Range<usize>);

/// The places near the first one, or near one that is, and the others.
fn near(mut far: Vec<Place>) -> (Vec<Place>, Vec<Place>) {
    let mut near: Vec<Place> = far.drain(..far.len().min(1)).collect();
    let mut reached = 0;
    while let Some((lines, _)) = near.get(reached).cloned() {
        let close = |other: &Place| other.0.start <= lines.end - 1 + NEAR && lines.start <= other.0.end - 1 + NEAR;
        near.extend(far.extract_if(.., |other| close(other)));
        reached += 1;
    }
    (near, far)
}

/// The bytes of a span that a text has, on the borders of characters.
fn cut(span: Span, text: &str) -> Range<usize> {
    let border = |at: u32| (0..=(at as usize).min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let (start, end) = (border(span.start), border(span.end));
    start..end.max(start)
}

/// The bytes to keep of a line that is shown for what stands at byte `about`.
fn window(line: &str, about: usize) -> Range<usize> {
    if line.chars().nth(LONG).is_none() {
        return 0..line.len();
    }
    let before = line.get(..about).unwrap_or(line);
    // Towards the end of the line there is more to show before.
    let latest = line.char_indices().rev().nth(WINDOW - 1).map_or(0, |(at, _)| at);
    let start = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at).min(latest);
    let rest = line.get(start..).unwrap_or_default();
    start..rest.char_indices().nth(WINDOW).map_or(line.len(), |(at, _)| start + at)
}

/// A text as it is drawn: a terminal would act on control characters, so their pictures stand in their place.
fn drawn(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_control() && c != '\t' { picture(c) } else { c }).collect()
}

fn picture(control: char) -> char {
    match u32::from(control) {
        0x7f => '␡',
        code => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}
