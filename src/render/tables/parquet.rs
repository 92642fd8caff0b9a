//! Parquet: zstd, instants in microseconds and UTC.

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema, SchemaRef};
use parquet::arrow::arrow_writer::{ArrowWriter, ArrowWriterOptions};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::io::{self, Write};
use std::sync::Arc;

pub(super) struct Parquet<W: Write + Send>(ArrowWriter<W>);

impl<W: Write + Send> Parquet<W> {
    pub(super) fn new(schema: &SchemaRef, out: W) -> io::Result<Self> {
        // The types say all there is to say; Arrow's own copy of the schema would only make the files differ between versions.
        let options = ArrowWriterOptions::new().with_properties(properties(schema)).with_skip_arrow_metadata(true);
        Ok(Self(ArrowWriter::try_new_with_options(out, Arc::clone(schema), options).map_err(fault)?))
    }

    pub(super) fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        self.0.write(batch).map_err(fault)
    }

    pub(super) fn finish(self) -> io::Result<()> {
        self.0.into_inner().map_err(fault)?.flush()
    }
}

/// How each column is written.
fn properties(schema: &Schema) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("funnelc ", env!("CARGO_PKG_VERSION")).to_owned());
    for field in schema.fields() {
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
    properties.build()
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
