//! Looks at the files of a scan and cuts them into pieces of work, in the order of the input.

use super::blocks::{Blocks, Split};
use super::csv::{Cuts, Shape};
use super::error::Error;
use super::files::{self, LogFile};
use super::layout::Layout;
use super::open::{self, Compression};
use super::table::{guarded, ipc, parquet};
use super::{Progress, ScanRequest};
use crate::ids::{Id, SourceId};
use crate::model::source::Format;
use std::io::Read;
use std::sync::Arc;

/// Bytes of a piece of a text file.
pub(super) const PIECE: u64 = 8 << 20;
/// Pieces of a table for each thread, so that none waits long for the last.
const PIECES: usize = 4;
/// So much of a text file is looked at for its header.
const HEAD: u64 = 1 << 20;

/// The work of a scan.
pub(super) struct Planned<'m> {
    pub files: Vec<LogFile>,
    pub items: Vec<Item>,
    /// That of the default columns, then those of the sources.
    layouts: Vec<Layout<'m>>,
}

/// A piece of work.
#[derive(Debug)]
pub(super) struct Item {
    /// The file, by its place among all.
    pub file: usize,
    pub work: Work,
}

/// What is to be done.
#[derive(Debug)]
pub(super) enum Work {
    /// Lines of JSON.
    Lines(Text),
    /// JSON documents.
    Documents(Text),
    /// CSV records.
    Records(Records),
    /// Rows of a Parquet file.
    Parquet(parquet::Piece),
    /// Batches of an Arrow file.
    Ipc(ipc::Piece),
}

/// A piece of a text file: the rows that begin in `start..end`.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub start: u64,
    pub end: u64,
    pub compression: Compression,
    pub encoding: Option<&'static encoding_rs::Encoding>,
}

impl Text {
    pub(super) fn open<'s>(&self, path: &str, split: Split, progress: &'s dyn Progress) -> Result<Blocks<'s>, Error> {
        let reader = open::text(path, self.start.saturating_sub(1), self.compression, self.encoding, progress)?;
        Ok(Blocks::range(reader, split, self.start, self.end))
    }

    /// Whether it can be read from the middle.
    fn seekable(&self) -> bool {
        self.compression == Compression::None && self.encoding.is_none_or(|encoding| encoding == encoding_rs::UTF_8)
    }

    /// Pieces of a file of so many bytes: whole where it cannot be read from the middle.
    fn pieces(&self, bytes: u64, piece: u64) -> Vec<Self> {
        if !self.seekable() {
            return vec![self.clone()];
        }
        let starts = (0..bytes).step_by(usize::try_from(piece).unwrap_or(usize::MAX));
        starts.map(|start| Self { start, end: (start + piece).min(bytes), ..self.clone() }).collect()
    }
}

/// A piece of a CSV file.
#[derive(Debug)]
pub(super) struct Records {
    pub shape: Arc<Shape>,
    pub text: Text,
    /// Where it is cut, and which piece it is; nowhere where it cannot be read from the middle.
    cuts: Option<(Arc<Cuts>, usize)>,
}

impl Records {
    /// Opens it and tells whether it begins with the header; `None` where it has no rows.
    pub(super) fn open<'s>(&self, path: &str, progress: &'s dyn Progress) -> Result<Option<(Blocks<'s>, bool)>, Error> {
        let range = match &self.cuts {
            Some((cuts, at)) => cuts.piece(*at)?,
            None => Some((0, u64::MAX)),
        };
        let Some((start, end)) = range else { return Ok(None) };
        let reader = open::text(path, start, self.text.compression, self.text.encoding, progress)?;
        Ok(Some((Blocks::all(Box::new(reader.take(end - start)), self.shape.split()), start == 0)))
    }
}

impl<'m> Planned<'m> {
    pub(super) fn layout(&self, source: Option<SourceId>) -> &Layout<'m> {
        let at = source.map_or(0, |id| id.index() + 1);
        // There is one for each source: `plan` made them of the very arena that the id is of.
        &self.layouts[at]
    }
}

/// The work of a request, text files in pieces of about so many bytes.
pub(super) fn plan<'m>(request: &ScanRequest<'m>, piece: u64) -> Result<Planned<'m>, Error> {
    let model = request.model;
    let files = files::list(model, request.inputs)?;
    let layouts =
        std::iter::once(Layout::of(model, None)).chain(model.sources.iter().map(|source| Layout::of(model, Some(source)))).collect();
    let mut planned = Planned { files, items: Vec::new(), layouts };
    for at in 0..planned.files.len() {
        for work in planned.works(at, request.threads, piece)? {
            planned.items.push(Item { file: at, work });
        }
    }
    Ok(planned)
}

impl Planned<'_> {
    fn works(&self, at: usize, threads: usize, piece: u64) -> Result<Vec<Work>, Error> {
        let Some(file) = self.files.get(at) else { return Ok(Vec::new()) };
        let layout = self.layout(file.source);
        let pieces = if threads > 1 { threads * PIECES } else { 1 };
        match file.format {
            Format::Ndjson => Ok(text(file, layout)?.pieces(file.bytes, piece).into_iter().map(Work::Lines).collect()),
            Format::Csv | Format::Tsv => records(file, layout, piece),
            Format::Json => Ok(vec![Work::Documents(text(file, layout)?)]),
            Format::Parquet => {
                Ok(guarded(&file.path, || parquet::pieces(&file.path, layout, pieces))?.into_iter().map(Work::Parquet).collect())
            }
            Format::Arrow => Ok(guarded(&file.path, || ipc::pieces(&file.path, layout, pieces))?.into_iter().map(Work::Ipc).collect()),
        }
    }
}

/// The whole of a text file.
fn text(file: &LogFile, layout: &Layout<'_>) -> Result<Text, Error> {
    let head = open::head(&file.path, 8)?;
    let said = layout.source.and_then(|source| source.encoding);
    // Spreadsheets save "Unicode text" as UTF-16 with a byte order mark.
    let marked = || encoding_rs::Encoding::for_bom(&head).map(|(encoding, _)| encoding).filter(|encoding| *encoding != encoding_rs::UTF_8);
    Ok(Text { start: 0, end: u64::MAX, compression: Compression::of(&head), encoding: said.or_else(marked) })
}

fn records(file: &LogFile, layout: &Layout<'_>, piece: u64) -> Result<Vec<Work>, Error> {
    let text = text(file, layout)?;
    let mut head = Vec::new();
    let reader = open::text(&file.path, 0, text.compression, text.encoding, &())?;
    reader.take(HEAD).read_to_end(&mut head).map_err(|error| open::failed(&file.path, text.compression, &error))?;
    let said = layout.source.and_then(|source| source.delimiter).or((file.format == Format::Tsv).then_some(b'\t'));
    let Some(shape) = Shape::of(&file.path, &head, said, layout)? else { return Ok(Vec::new()) };
    let cuts = text.seekable().then(|| Arc::new(Cuts::new(&file.path, shape.quotes(), shape.rows, file.bytes, piece)));
    let (shape, pieces) = (Arc::new(shape), cuts.as_ref().map_or(1, |cuts| cuts.pieces()));
    let work = |at| Records { shape: Arc::clone(&shape), text: text.clone(), cuts: cuts.clone().map(|cuts| (cuts, at)) };
    Ok((0..pieces).map(|at| Work::Records(work(at))).collect())
}
