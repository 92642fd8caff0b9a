//! Parquet: zstd, instants in microseconds and UTC.

use crate::report::tables::Table;
use parquet::arrow::arrow_writer::{ArrowWriter, ArrowWriterOptions};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use std::io::{self, Write};
use std::sync::Arc;

pub(super) fn write(table: &Table<'_>, out: impl Write + Send) -> io::Result<()> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("funnelc ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    // The types say all there is to say; Arrow's own copy of the schema would only make the files differ between versions.
    let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
    let mut writer = ArrowWriter::try_new_with_options(out, Arc::clone(&table.schema), options).map_err(fault)?;
    for batch in table.batches() {
        writer.write(&batch.map_err(io::Error::other)?).map_err(fault)?;
    }
    writer.into_inner().map_err(fault)?.flush()
}

/// The fault of the disk, where it was one.
fn fault(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(cause) => io::Error::other(cause),
        },
        other => io::Error::other(other),
    }
}
