//! Reads pages of documentation: their fenced blocks, the tables after them, and a way to bring a page up to date.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Tests that may rewrite a page do so one after the other.
pub fn alone() -> MutexGuard<'static, ()> {
    static LOCK: Mutex<()> = Mutex::new(());
    LOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A page.
pub struct Page {
    /// Its file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// A fenced block.
pub struct Block {
    /// The line of its fence, from 1.
    pub line: usize,
    /// What stands after the fence.
    pub info: String,
    /// What stands in it, with its last line feed.
    pub body: String,
    /// The bytes of the body.
    pub range: Range<usize>,
}

impl Page {
    /// A page of the repository.
    pub fn read(path: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let text = fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
        Self { path, text }
    }

    /// Every page that people wrote: what is generated has tests where it is generated.
    pub fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut paths = vec!["README.md".to_owned()];
        for pattern in ["docs/*.md", "funnels/*/*.md"] {
            let whole = root.join(pattern);
            for path in glob::glob(&whole.to_string_lossy()).expect("a pattern").flatten() {
                paths.push(path.strip_prefix(root).expect("within").to_string_lossy().replace('\\', "/"));
            }
        }
        paths.retain(|path| !["docs/figures.md", "docs/findings.md", "docs/functions.md"].contains(&path.as_str()));
        paths.iter().map(|path| Self::read(path)).collect()
    }

    /// Its name for messages.
    pub fn name(&self) -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        self.path.strip_prefix(root).unwrap_or(&self.path).display().to_string()
    }

    /// Its fenced blocks.
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut open: Option<Block> = None;
        let mut at = 0;
        for (number, line) in self.text.split_inclusive('\n').enumerate() {
            let next = at + line.len();
            match open.take() {
                Some(mut block) if line.trim_end() == "```" => {
                    block.range.end = at;
                    self.text[block.range.clone()].clone_into(&mut block.body);
                    blocks.push(block);
                }
                Some(block) => open = Some(block),
                None => {
                    if let Some(info) = line.strip_prefix("```") {
                        let info = info.trim().to_owned();
                        open = Some(Block { line: number + 1, info, body: String::new(), range: next..next });
                    }
                }
            }
            at = next;
        }
        assert!(open.is_none(), "{}: a block is never closed", self.name());
        blocks
    }

    /// The bytes of the first table after a place.
    pub fn table_after(&self, place: usize) -> Option<Range<usize>> {
        let start = place + self.text[place..].find("\n|")? + 1;
        let lines = self.text[start..].split_inclusive('\n').take_while(|line| line.starts_with('|'));
        Some(start..start + lines.map(str::len).sum::<usize>())
    }

    /// Puts new texts in the place of old ones: `UPDATE=1` writes the page, otherwise every difference is a fault.
    pub fn renew(&self, mut changes: Vec<(Range<usize>, String)>) -> Result<(), String> {
        changes.retain(|(range, new)| self.text[range.clone()] != *new);
        if changes.is_empty() {
            return Ok(());
        }
        changes.sort_by_key(|(range, _)| range.start);
        if std::env::var_os("UPDATE").is_some() {
            let mut text = self.text.clone();
            for (range, new) in changes.iter().rev() {
                text.replace_range(range.clone(), new);
            }
            fs::write(&self.path, text).expect("the page is written");
            return Ok(());
        }
        let mut fault = String::new();
        for (range, new) in changes {
            let line = self.text[..range.start].lines().count() + 1;
            fault.push_str(&format!("{}:{line} says\n{}but it is\n{new}", self.name(), &self.text[range]));
        }
        Err(fault + "`UPDATE=1 cargo test --test it` brings the pages up to date\n")
    }
}
