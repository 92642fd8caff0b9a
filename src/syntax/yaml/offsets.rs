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
    let mut decoder = Decoder { text, runs: Vec::new(), value: String::new() };
    match style {
        ScalarStyle::Literal | ScalarStyle::Folded => decoder.block(source.clone(), style, value),
        ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => decoder.flow(source.clone(), style),
    }
    let runs = decoder.finish(value).unwrap_or_else(|| vec![Run { at: 0, start: clip(source.start), end: clip(source.end) }]);
    Some(runs.into_boxed_slice())
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
