//! Parquet: zstd, instants in microseconds and UTC.

use crate::report::tables::Table;
use arrow::datatypes::DataType;
use parquet::arrow::arrow_writer::{ArrowWriter, ArrowWriterOptions};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::io::{self, Write};
use std::sync::Arc;

pub(super) fn write(table: &Table<'_>, out: impl Write + Send) -> io::Result<()> {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("funnelc ", env!("CARGO_PKG_VERSION")).to_owned());
    for field in table.schema.fields() {
        let column = ColumnPath::from(field.name().as_str());
        // Subjects, instants and counts hardly repeat: no list of them is worth its making. Subjects come sorted, so that each is most
        // of the one before, which the quickest codec finds, too; what is packed by differences is hardly made smaller by any. Stages and
        // the like are few: their least and greatest help nobody.
        let encoding = match field.data_type() {
            DataType::Utf8 if field.name() == "subject" => Encoding::PLAIN,
            DataType::Int64 | DataType::Timestamp(..) => Encoding::DELTA_BINARY_PACKED,
            DataType::Float64 => Encoding::PLAIN,
            DataType::Utf8 if ["stage", "trigger", "furthest", "sla", "state"].contains(&field.name().as_str()) => {
                properties = properties.set_column_statistics_enabled(column, EnabledStatistics::None);
                continue;
            }
            _ => continue,
        };
        properties = properties.set_column_dictionary_enabled(column.clone(), false).set_column_encoding(column.clone(), encoding);
        let compression = match field.data_type() {
            DataType::Utf8 => Compression::SNAPPY,
            DataType::Float64 => continue,
            _ => Compression::UNCOMPRESSED,
        };
        properties = properties.set_column_compression(column, compression);
    }
    let properties = properties.build();
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
