//! Where each decoded byte of a scalar stands in the file.
//!
//! A scalar is decoded a second time, by its style; where that gives another text than the parser's, the scalar is one unit.

use super::Run;
use granit_parser::ScalarStyle;
use std::ops::Range;

/// The runs of a scalar whose content (without quotes) is `source` of `text`; `None` where it reads byte for byte as written.
pub fn runs(text: &str, source: Range<usize>, style: ScalarStyle, value: &str) -> Option<Box<[Run]>> {
    if text.get(source.clone()) == Some(value) {
        return None;
    }
    let runs = decode(text, source.clone(), style, value);
    let runs = runs.unwrap_or_else(|| vec![Run { at: 0, start: clip(source.start), end: clip(source.end) }]);
    Some(runs.into_boxed_slice())
}

/// The runs by a decoding of our own; `None` where it gives another text than `value`.
fn decode(text: &str, source: Range<usize>, style: ScalarStyle, value: &str) -> Option<Vec<Run>> {
    let mut decoder = Decoder { text, runs: Vec::new(), value: String::new() };
    match style {
        ScalarStyle::Literal | ScalarStyle::Folded => decoder.block(source, style, value),
        ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => decoder.flow(source, style),
    }
    decoder.finish(value)
}

fn clip(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

struct Decoder<'a> {
    text: &'a str,
    runs: Vec<Run>,
    value: String,
}

/// A line of a block scalar: its bytes, and those of its end.
struct Line {
    bytes: Range<usize>,
    ending: Range<usize>,
}

impl Decoder<'_> {
    /// Bytes that stand for themselves.
    fn copy(&mut self, source: Range<usize>) {
        let Some(slice) = self.text.get(source.clone()).filter(|slice| !slice.is_empty()) else { return };
        let grows = self
            .runs
            .last()
            .is_some_and(|run| run.end as usize == source.start && (run.end - run.start) as usize == self.value.len() - run.at as usize);
        match self.runs.last_mut() {
            Some(run) if grows => run.end = clip(source.end),
            Some(_) | None => {
                self.runs.push(Run { at: clip(self.value.len()), start: clip(source.start), end: clip(source.end) });
            }
        }
        self.value.push_str(slice);
    }

    /// Bytes that stand for something else.
    fn unit(&mut self, decoded: &str, source: Range<usize>) {
        self.runs.push(Run { at: clip(self.value.len()), start: clip(source.start), end: clip(source.end) });
        self.value.push_str(decoded);
    }

    /// The runs, cut to the parser's value: a block scalar was decoded with all its trailing line ends.
    fn finish(mut self, value: &str) -> Option<Vec<Run>> {
        if value.strip_prefix(self.value.as_str()) == Some("\n") {
            let end = self.runs.last()?.end as usize;
            self.unit("\n", end..end);
        }
        let rest = self.value.strip_prefix(value)?;
        if !rest.chars().all(|sign| sign == '\n') {
            return None;
        }
        let len = clip(value.len());
        self.runs.retain(|run| run.at < len);
        let last = self.runs.last_mut()?;
        if (last.end - last.start) as usize == self.value.len() - last.at as usize {
            last.end = last.start + (len - last.at);
        }
        Some(self.runs)
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// The line end at `at`, if there is one before `stop`.
    fn line_end(&self, at: usize, stop: usize) -> Option<Range<usize>> {
        match self.byte(at) {
            _ if at >= stop => None,
            b'\r' if at + 1 < stop && self.byte(at + 1) == b'\n' => Some(at..at + 2),
            b'\r' | b'\n' => Some(at..at + 1),
            _ => None,
        }
    }

    /// Plain and quoted scalars: a line end is a space, each further one a line end; spaces around them go.
    fn flow(&mut self, source: Range<usize>, style: ScalarStyle) {
        let (mut at, stop) = (source.start, source.end);
        let mut spaces = at;
        while at < stop {
            let byte = self.byte(at);
            if byte == b' ' || byte == b'\t' {
                at += 1;
                continue;
            }
            if let Some(ending) = self.line_end(at, stop) {
                at = self.fold(ending, stop, true);
                spaces = at;
                continue;
            }
            self.copy(spaces..at);
            if style == ScalarStyle::SingleQuoted && byte == b'\'' && self.byte(at + 1) == b'\'' && at + 1 < stop {
                self.unit("'", at..at + 2);
                at += 2;
            } else if style == ScalarStyle::DoubleQuoted && byte == b'\\' {
                at = match self.line_end(at + 1, stop) {
                    Some(ending) => self.fold(ending, stop, false),
                    None => self.escape(at, stop),
                };
            } else {
                let width = self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                self.copy(at..at + width);
                at += width;
            }
            spaces = at;
        }
        self.copy(spaces..stop);
    }

    /// A line end, the empty lines after it and the indentation of the next; the place after them.
    fn fold(&mut self, first: Range<usize>, stop: usize, space: bool) -> usize {
        let mut at = first.end;
        let mut more = Vec::new();
        loop {
            while at < stop && matches!(self.byte(at), b' ' | b'\t') {
                at += 1;
            }
            let Some(ending) = self.line_end(at, stop) else { break };
            at = ending.end;
            more.push(ending);
        }
        if more.is_empty() && space {
            self.unit(" ", first);
        }
        for ending in more {
            self.unit("\n", ending);
        }
        at
    }

    /// An escape of a double-quoted scalar; the place after it.
    fn escape(&mut self, at: usize, stop: usize) -> usize {
        let simple = match self.byte(at + 1) {
            b'0' => "\0",
            b'a' => "\u{7}",
            b'b' => "\u{8}",
            b't' | b'\t' => "\t",
            b'n' => "\n",
            b'v' => "\u{b}",
            b'f' => "\u{c}",
            b'r' => "\r",
            b'e' => "\u{1b}",
            b' ' => " ",
            b'"' => "\"",
            b'/' => "/",
            b'\\' => "\\",
            b'N' => "\u{85}",
            b'_' => "\u{a0}",
            b'L' => "\u{2028}",
            b'P' => "\u{2029}",
            _ => "",
        };
        if !simple.is_empty() {
            self.unit(simple, at..at + 2);
            return at + 2;
        }
        let Some((code, mut end)) = self.hexadecimal(at) else { return stop };
        let mut sign = char::from_u32(code);
        if let (0xD800..0xDC00, Some((low, after))) = (code, self.hexadecimal(end)) {
            sign = low.checked_sub(0xDC00).and_then(|low| char::from_u32(0x10000 + ((code - 0xD800) << 10) + low));
            end = after;
        }
        if let Some(sign) = sign {
            self.unit(sign.encode_utf8(&mut [0; 4]), at..end);
        }
        end
    }

    /// The number of `\x41`, `\u0142` or `\U0001F600` at `at`, and the place after it.
    fn hexadecimal(&self, at: usize) -> Option<(u32, usize)> {
        let digits = match (self.byte(at), self.byte(at + 1)) {
            (b'\\', b'x') => 2,
            (b'\\', b'u') => 4,
            (b'\\', b'U') => 8,
            _ => return None,
        };
        let code = u32::from_str_radix(self.text.get(at + 2..at + 2 + digits)?, 16).ok()?;
        Some((code, at + 2 + digits))
    }

    /// Literal and folded scalars, with every trailing line end.
    fn block(&mut self, source: Range<usize>, style: ScalarStyle, value: &str) {
        let lines = self.lines(source);
        let lead = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let said = |line: &&str| !line.trim().is_empty();
        let written = lines.iter().filter_map(|line| self.text.get(line.bytes.clone())).find(said);
        let (Some(written), Some(read)) = (written, value.split('\n').find(said)) else { return };
        let Some(indent) = lead(written).checked_sub(lead(read)) else { return };

        let mut pending: Vec<Range<usize>> = Vec::new();
        // whether the last line with content began with a space: such lines are not folded
        let mut before: Option<bool> = None;
        for line in lines {
            let own = self.text.get(line.bytes.clone()).unwrap_or_default();
            let content = line.bytes.start + lead(own).min(indent)..line.bytes.end;
            if !content.is_empty() {
                let spaced = matches!(self.byte(content.start), b' ' | b'\t');
                let folds = style == ScalarStyle::Folded && before == Some(false) && !spaced;
                match pending.as_slice() {
                    [one] if folds => {
                        let one = one.clone();
                        self.unit(" ", one);
                    }
                    many => {
                        let many = many.to_vec();
                        for ending in many.into_iter().skip(usize::from(folds)) {
                            self.unit("\n", ending);
                        }
                    }
                }
                pending.clear();
                before = Some(spaced);
                self.copy(content);
            }
            if !line.ending.is_empty() {
                pending.push(line.ending);
            }
        }
        for ending in pending {
            self.unit("\n", ending);
        }
    }

    /// The lines from the one after the header to the end of the scalar.
    fn lines(&self, source: Range<usize>) -> Vec<Line> {
        let mut at = self.text.get(..source.start).map_or(0, |before| before.rfind(['\n', '\r']).map_or(0, |end| end + 1));
        // empty lines above the first with content belong to it; the header is no empty line
        while let Some(above) = self.text.get(..at) {
            let above = above.strip_suffix("\r\n").or_else(|| above.strip_suffix(['\n', '\r'])).unwrap_or(above);
            let start = above.rfind(['\n', '\r']).map_or(0, |end| end + 1);
            if start >= at || above.get(start..).is_none_or(|line| !line.trim().is_empty()) {
                break;
            }
            at = start;
        }
        let mut lines = Vec::new();
        while at < source.end {
            let rest = self.text.get(at..source.end).unwrap_or_default();
            let end = at + rest.find(['\n', '\r']).unwrap_or(rest.len());
            let ending = self.line_end(end, self.text.len()).unwrap_or(end..end);
            let next = ending.end.max(at + 1);
            lines.push(Line { bytes: at..end, ending });
            at = next;
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::{FileId, Span};
    use crate::syntax::yaml::Text;
    use granit_parser::{Event, Parser};
    use proptest::prelude::*;

    /// The value of `k` in a file, its style and its bytes without quotes; `None` where that is no such file.
    fn value(file: &str) -> Option<(String, ScalarStyle, Range<usize>)> {
        let mut scalars = Vec::new();
        for next in Parser::new_from_str(file) {
            let (event, span) = next.ok()?;
            if let Event::Scalar(value, style, ..) = event {
                scalars.push((value.into_owned(), style, span.byte_range()?));
            }
        }
        let [_, (value, style, bytes)] = scalars.as_slice() else { return None };
        let quoted = usize::from(matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted));
        Some((value.clone(), *style, bytes.start + quoted..bytes.end - quoted))
    }

    /// Every sign that stands for itself is found at its own bytes, and places never go backwards.
    fn law(file: &str) -> Result<(), TestCaseError> {
        let Some((value, style, source)) = value(file) else { return Ok(()) };
        let own = decode(file, source.clone(), style, &value);
        if value.trim().is_empty() || source.is_empty() {
            return Ok(());
        }
        prop_assert!(own.is_some(), "not decoded: {file:?} as {value:?}");
        let map = runs(file, source.clone(), style, &value);
        let text = Text { value: value.clone(), span: Span::new(FileId(0), source.start, source.end), map };
        let mut before = 0;
        for (at, sign) in value.char_indices() {
            let bytes = text.at(at..at + sign.len_utf8()).range();
            let written = file.get(bytes.clone());
            prop_assert!(written.is_some(), "{sign:?} of {file:?} is at {bytes:?}");
            let written = written.unwrap_or_default();
            let stands = written.chars().eq([sign])
                || written.starts_with(['\\', '\n', '\r'])
                || written == "''"
                || (written.is_empty() && sign == '\n');
            prop_assert!(stands, "{sign:?} of {file:?} is at {bytes:?}: {written:?}");
            prop_assert!(bytes.start >= before, "{sign:?} of {file:?} goes back");
            before = bytes.start;
        }
        Ok(())
    }

    fn words() -> impl Strategy<Value = String> {
        let sign = prop::sample::select(vec!["a", "b.c", "ł", "Ж", "漢", "😀", " ", "  ", "\t", "#", ":", "-", "(", "==", "|", ">"]);
        prop::collection::vec(sign, 0..6).prop_map(|signs| signs.concat())
    }

    fn lines() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec(prop_oneof![4 => words(), 1 => Just(String::new())], 1..6)
    }

    fn line_end() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec!["\n", "\r\n"])
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn block_scalars(lines in lines(), header in "[|>][1-4]?[-+]?( # [|>] note)?", indent in 1_usize..5, extra in 0_usize..3, end in line_end(), last in any::<bool>(), before in "(# żółw|Ж: )?") {
            let mut file = format!("{before}{}- k: {header}{end}", if before.starts_with('#') { end } else { "" }).replace("Ж: ", "");
            for (at, line) in lines.iter().enumerate() {
                let indent = 2 + indent + if at % 2 == 1 { extra } else { 0 };
                file.push_str(&" ".repeat(if line.is_empty() { extra } else { indent }));
                file.push_str(line);
                if last || at + 1 < lines.len() {
                    file.push_str(end);
                }
            }
            law(&file)?;
        }

        #[test]
        fn flow_scalars(lines in lines(), style in 0..3, end in line_end(), bom in any::<bool>(), escapes in prop::collection::vec(r#"\\(0|a|b|t|n|v|f|r|e| |"|/|\\|N|_|L|P|x41|u0142|U0001F600|uD83D\\uDE00|\t|\n)"#, 0..4)) {
            let mut body = lines.join(&format!("{end}    "));
            let quote = match style {
                0 => "",
                1 => {
                    body.push_str("it''s");
                    "'"
                }
                _ => {
                    for (at, escape) in escapes.iter().enumerate() {
                        let place = body.char_indices().map(|(place, _)| place).nth(at * 3).unwrap_or(body.len());
                        body.insert_str(place, escape);
                    }
                    "\""
                }
            };
            law(&format!("{}k: {quote}{body}{quote}{end}", if bom { "\u{feff}" } else { "" }))?;
        }
    }

    #[test]
    fn words_are_found_where_they_are_written() {
        let cases = [
            ("k: >-\n    one\n    two\n\n    three", "two"),
            ("k: |2+\n   one\n  two\n\n", "two"),
            ("- k: |\n\n    żółć\n    Кир two # not a comment\n", "two"),
            ("k: 'it''s\n   two'", "two"),
            (r#"k: "\u0142\t\"two\" ""#, "two"),
            ("k: \"one \\\n   two\"", "two"),
            ("k: one\r\n   two three\r\n", "two"),
            ("\u{feff}k: 漢字 two\r\n", "two"),
        ];
        for (file, word) in cases {
            let (value, style, source) = value(file).unwrap();
            let map = runs(file, source.clone(), style, &value);
            let text = Text { span: Span::new(FileId(0), source.start, source.end), map, value };
            let at = text.value.find(word).unwrap();
            assert_eq!(text.at(at..at + word.len()).range(), file.find(word).unwrap()..file.find(word).unwrap() + word.len(), "{file:?}");
        }
    }
}
