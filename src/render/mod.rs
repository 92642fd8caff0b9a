//! Reports and tables as text and files: for a terminal, as Markdown, as Parquet, CSV and NDJSON. Works nothing out.
//!
//! Invariant: what is drawn here goes to a `String` or a [`std::io::Write`]; nothing here opens a file or asks what the terminal can do.

mod audience;
mod cohorts;
mod comparison;
pub mod diff;
mod figures;
pub mod findings;
pub mod graph;
pub mod markdown;
mod outcomes;
pub mod plan;
mod review;
mod stages;
pub mod suite;
pub mod summary;
mod table;
pub mod tables;
pub mod trace;
mod units;
mod words;

pub use audience::Audience;
pub use words::Paint;
