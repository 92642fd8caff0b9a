//! Which keys of an object lead to the cells of a layout, and the cells that one object has for them.

use super::super::cell::Cell;
use super::super::rejects::Fault;
use super::scan::{Raw, Scanner, Wrong, unescape};
use std::borrow::Cow;

/// Keys remembered in the order in which they came; rows of one log mostly have the same.
const REMEMBERED: usize = 64;

/// The keys of objects at one level.
#[derive(Debug, Default)]
pub struct Keys {
    wanted: Vec<Wanted>,
    /// The keys of the last object with their quotes and colons, and what they are.
    order: Vec<(Box<str>, Option<usize>)>,
}

/// A key that leads to cells.
#[derive(Debug)]
struct Wanted {
    name: String,
    /// The cell that it holds.
    cell: Option<usize>,
    /// What is wanted of the object that it holds.
    inner: Option<Box<Keys>>,
}

impl Keys {
    /// The keys on the way to `paths`, which are the cells by their numbers.
    pub fn of(paths: &[Vec<String>]) -> Self {
        let mut keys = Self::default();
        for (cell, path) in paths.iter().enumerate() {
            keys.add(path, cell);
        }
        keys
    }

    fn add(&mut self, path: &[String], cell: usize) {
        let Some((first, rest)) = path.split_first() else { return };
        let at = self.wanted.iter().position(|wanted| wanted.name == *first).unwrap_or_else(|| {
            self.wanted.push(Wanted { name: first.clone(), cell: None, inner: None });
            self.wanted.len() - 1
        });
        let Some(wanted) = self.wanted.get_mut(at) else { return };
        if rest.is_empty() {
            wanted.cell = Some(cell);
        } else {
            wanted.inner.get_or_insert_default().add(rest, cell);
        }
    }

    /// Fills `cells` from a text that is to be one object; of a repeated key the last counts.
    pub fn read<'a>(&mut self, text: &'a str, cells: &mut [Cell<'a>]) -> Result<(), Fault> {
        let mut scanner = Scanner::new(text);
        self.object(&mut scanner, cells).map_err(|wrong| not_json(text, &wrong))?;
        match scanner.peek() {
            None => Ok(()),
            Some(_) => Err(not_json(text, &scanner.wrong("more text after the object"))),
        }
    }

    fn object<'a>(&mut self, scanner: &mut Scanner<'a>, cells: &mut [Cell<'a>]) -> Result<(), Wrong> {
        scanner.expect(b'{', "an object is expected")?;
        if scanner.take(b'}') {
            return Ok(());
        }
        for place in 0.. {
            // Rows of one log mostly have the same keys in the same order.
            let wanted = match self.order.get(place) {
                Some((quoted, wanted)) if scanner.take_key(quoted) => *wanted,
                _ => {
                    let (key, escaped) = scanner.key()?;
                    if escaped { self.escaped(key, scanner)? } else { self.find(key, place) }
                }
            };
            match wanted {
                None => {
                    scanner.value()?;
                }
                Some(wanted) => self.fill(wanted, scanner, cells)?,
            }
            if !scanner.take(b',') {
                return scanner.expect(b'}', "`,` or `}` is expected");
            }
        }
        Ok(())
    }

    fn fill<'a>(&mut self, wanted: usize, scanner: &mut Scanner<'a>, cells: &mut [Cell<'a>]) -> Result<(), Wrong> {
        scanner.peek();
        let at = scanner.at();
        let value = scanner.value()?;
        let Some(wanted) = self.wanted.get_mut(wanted) else { return Ok(()) };
        if let Some(inner) = &mut wanted.inner {
            inner.clear(cells);
            if let Raw::Nested(text) = value
                && text.starts_with('{')
            {
                inner.object(&mut Scanner::new(text), cells)?;
            }
        }
        if let Some(cell) = wanted.cell.and_then(|cell| cells.get_mut(cell)) {
            *cell = value.cell().ok_or(Wrong { reason: "half of a surrogate pair in a text", at })?;
        }
        Ok(())
    }

    /// Forgets the cells of an object whose key comes again.
    fn clear(&self, cells: &mut [Cell<'_>]) {
        for wanted in &self.wanted {
            if let Some(cell) = wanted.cell.and_then(|cell| cells.get_mut(cell)) {
                *cell = Cell::Missing;
            }
            if let Some(inner) = &wanted.inner {
                inner.clear(cells);
            }
        }
    }

    /// What a key is; it is remembered at its place.
    fn find(&mut self, key: &str, place: usize) -> Option<usize> {
        let wanted = self.wanted.iter().position(|wanted| wanted.name == key);
        let (quoted, known) = (format!("\"{key}\":").into_boxed_str(), self.order.len());
        match self.order.get_mut(place) {
            Some(slot) => *slot = (quoted, wanted),
            None if place < REMEMBERED && place == known => self.order.push((quoted, wanted)),
            None => {}
        }
        wanted
    }

    fn escaped(&self, key: &str, scanner: &Scanner<'_>) -> Result<Option<usize>, Wrong> {
        let key: Cow<'_, str> = unescape(key, true).ok_or_else(|| scanner.wrong("half of a surrogate pair in a key"))?;
        Ok(self.wanted.iter().position(|wanted| wanted.name == key))
    }
}

/// What is wrong with a text, in characters as an editor counts them.
fn not_json(text: &str, wrong: &Wrong) -> Fault {
    let before = text.get(..wrong.at).unwrap_or(text);
    Fault::of_row(format!("not a JSON object: {} at character {}", wrong.reason, before.chars().count() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(paths: &[&str], text: &str) -> Result<Vec<String>, String> {
        let paths: Vec<Vec<String>> = paths.iter().map(|path| path.split('.').map(str::to_owned).collect()).collect();
        let mut keys = Keys::of(&paths);
        let mut read = || {
            let mut cells = vec![Cell::Missing; paths.len()];
            keys.read(text, &mut cells).map_err(|fault| fault.reason)?;
            Ok(cells.iter().map(Cell::describe).collect())
        };
        // The second time keys are remembered.
        let first = read();
        assert_eq!(first, read());
        first
    }

    #[test]
    fn cells_of_an_object() {
        let found = |cells: &[&str]| Ok(cells.iter().map(|&cell| cell.to_owned()).collect());
        for (paths, text, cells) in [
            (&["a", "b"][..], r#"{"b": 1.50, "x": [1, {"a": 2}], "a": "t"}"#, found(&["the text `t`", "the number `1.50`"])),
            (&["a", "a.b", "a.c.d"], r#"{"a": {"b": null, "c": {"d": true}}}"#, found(&["an object", "nothing", "`true`"])),
            (&["a.b"], r#"{"a": {"b": 1}, "a": 3}"#, found(&["nothing"])),
            (&["a"], r#"{"a": 1, "a": 2}"#, found(&["the number `2`"])),
            (&["a"], r#"{"\u0061": "\u017c\n"}"#, found(&["the text `ż\n`"])),
            (&["a"], "{}", found(&["nothing"])),
            (&["a"], "[1]", Err("not a JSON object: an object is expected at character 1".to_owned())),
            (&["a"], "{\"ż\": 1, \"a\": NaN}", Err("not a JSON object: a value is expected at character 15".to_owned())),
            (&["a"], r#"{"a": 1} x"#, Err("not a JSON object: more text after the object at character 10".to_owned())),
            (&["a"], r#"{"a": "#, Err("not a JSON object: it ends too early at character 7".to_owned())),
            (&["a"], r#"{"a": "\ud800"}"#, Err("not a JSON object: half of a surrogate pair in a text at character 7".to_owned())),
        ] {
            assert_eq!(read(paths, text), cells, "{text}");
        }
    }
}
