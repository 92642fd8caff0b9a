//! Reports and tables as text and files: for a terminal, as Markdown, as Parquet, CSV and NDJSON. Works nothing out.
//!
//! Invariant: what is drawn here goes to a `String` or a [`std::io::Write`]; nothing here opens a file or asks what the terminal can do.

mod figures;
pub mod findings;
pub mod graph;
pub mod markdown;
pub mod plan;
mod review;
pub mod suite;
pub mod summary;
pub mod tables;
pub mod trace;
mod words;

pub use words::Paint;
