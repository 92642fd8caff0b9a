//! Where rows stand. Each row of these logs says in its field `at` where it is written, so what the scan says can be held against it.

use super::*;
use crate::events::batch::FieldColumn;
use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow::ipc::writer::{FileWriter, StreamWriter};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

const CATALOG: &str = "view: at integer, pad? string\n other";
const ROWS: i64 = 3_000;

fn request<'a>(model: &'a Model, inputs: &'a [Input], columns: &'a [bool], threads: usize) -> ScanRequest<'a> {
    ScanRequest {
        model,
        inputs,
        threads,
        columns,
        ids: true,
        only_events: None,
        strict: false,
        keep_rejects: false,
        origins: true,
        progress: &(),
    }
}

impl Case {
    /// The number of rows that say truly where they stand, none of which may say anything else.
    fn placed(&self, input: &str) -> usize {
        let path = self.path(input.rsplit('=').next().unwrap()).to_string_lossy().into_owned();
        let input = input.replace(input.rsplit('=').next().unwrap(), &path);
        let inputs = [Input::parse(&input, &self.model).unwrap()];
        let columns = vec![true; self.model.columns.len()];
        let sink = Collected::default();
        let intake = scan(&request(&self.model, &inputs, &columns, self.threads), &sink).unwrap();
        let mut placed = 0;
        for batch in sink.into_batches() {
            let Some(Some(FieldColumn::Integer(at))) = batch.columns.first() else { panic!("no column") };
            for (row, origin) in batch.origins.expect("they were asked for").into_iter().enumerate() {
                let (file, place) = intake.origins.find(origin).unwrap();
                assert_eq!(file, path);
                let (Place::Line(number) | Place::Row(number)) = place;
                assert_eq!(number, at.value(row).unsigned_abs(), "{place:?}");
                placed += 1;
            }
        }
        placed
    }

    /// Reads it as one piece and as many.
    fn both(mut self, name: &str, rows: i64) {
        for threads in [1, 4] {
            self.threads = threads;
            assert_eq!(self.placed(name), usize::try_from(rows).unwrap(), "{name} by {threads}");
        }
    }
}

/// Lines of which every tenth is blank, bad or of no known event.
fn ndjson(pad: usize) -> String {
    let mut text = String::new();
    for line in 1..=ROWS {
        let pad = "x".repeat(pad);
        let _ = match line % 30 {
            0 => writeln!(text),
            10 => writeln!(text, "{{\"subject\":\"a\",\"time\":\"2026-01-05T00:00:00Z\",\"event\":\"view\",\"at\":\"no number\"}}"),
            20 => writeln!(text, "{{\"subject\":\"a\",\"time\":\"2026-01-05T00:00:00Z\",\"event\":\"unheard_of\"}}"),
            _ => {
                writeln!(text, "{{\"subject\":\"a\",\"time\":\"2026-01-05T00:00:00Z\",\"event\":\"view\",\"at\":{line},\"pad\":\"{pad}\"}}")
            }
        };
    }
    text
}

#[test]
fn lines_of_json() {
    let rows = ROWS - ROWS / 10;
    let text = ndjson(1);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    Case::of(CATALOG).with("log.ndjson.gz", gzip.finish().unwrap()).both("log.ndjson.gz", rows);
    Case::of(CATALOG).with("log.ndjson.zst", zstd::encode_all(text.as_bytes(), 1).unwrap()).both("log.ndjson.zst", rows);
    Case::of(CATALOG).with("log.ndjson", text).both("log.ndjson", rows);
    // three pieces
    Case::of(CATALOG).with("log.ndjson", ndjson(7_000)).both("log.ndjson", rows);
}

#[test]
fn documents_of_json() {
    let mut text = "[\n".to_owned();
    let mut line = 2;
    for row in 0..ROWS {
        let _ = write!(text, "{{\"subject\":\"a\",\"time\":\"2026-01-05T00:00:00Z\",\n\"event\":\"view\",\"at\":{line}}}");
        let _ = writeln!(text, "{}", if row + 1 < ROWS { "," } else { "\n]" });
        line += 2;
    }
    Case::of(CATALOG).with("log.json", text).both("log.json", ROWS);
}

#[test]
fn records_of_csv_with_lines_of_their_own() {
    let csv = |pad: &str, quoted: i64| {
        let mut text = "subject,time,event,at,pad\n".to_owned();
        let mut line = 2;
        for row in 0..ROWS {
            let breaks = row >= quoted && row % 3 == 0;
            let _ = match row % 30 {
                10 => writeln!(text, "a,2026-01-05T00:00:00Z,view,no number,"),
                _ if breaks => writeln!(text, "a,2026-01-05T00:00:00Z,view,{line},\"one\ntwo\""),
                _ => writeln!(text, "a,2026-01-05T00:00:00Z,view,{line},{pad}"),
            };
            line += 1 + i64::from(breaks && row % 30 != 10);
        }
        text
    };
    let rows = ROWS - ROWS / 30;
    Case::of(CATALOG).with("log.csv", csv("", 0)).both("log.csv", rows);
    // quotes begin in the third piece: up to there pieces are read side by side
    Case::of(CATALOG).with("log.csv", csv(&"x".repeat(7_000), 2_700)).both("log.csv", rows);
    let wide: Vec<u8> = format!("\u{feff}{}", csv("", 0)).encode_utf16().flat_map(u16::to_le_bytes).collect();
    Case::of(CATALOG).with("log.csv", wide).both("log.csv", rows);
}

/// Tables in parts of 700 rows, of which some are bad and some of no known event.
fn table() -> RecordBatch {
    let texts = |of: fn(i64) -> &'static str| -> ArrayRef { Arc::new((1..=ROWS).map(|row| Some(of(row))).collect::<StringArray>()) };
    let at: ArrayRef = Arc::new((1..=ROWS).map(|row| (row % 30 != 10).then_some(row)).collect::<Int64Array>());
    let event = texts(|row| if row % 30 == 20 { "unheard_of" } else { "view" });
    let columns = [("subject", texts(|_| "a")), ("time", texts(|_| "2026-01-05T00:00:00Z")), ("event", event), ("at", at)];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

#[test]
fn rows_of_tables() {
    let rows = ROWS - ROWS / 15;
    let table = table();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(700)).build();
    let mut parquet = ArrowWriter::try_new(Vec::new(), table.schema(), Some(properties)).unwrap();
    parquet.write(&table).unwrap();
    let parquet = parquet.into_inner().unwrap();
    Case::of(CATALOG).with("log.parquet", &parquet).both("log.parquet", rows);
    let parts = || (0..table.num_rows()).step_by(700).map(|from| table.slice(from, 700.min(table.num_rows() - from)));
    let mut file = FileWriter::try_new(Vec::new(), &table.schema()).unwrap();
    parts().for_each(|part| file.write(&part).unwrap());
    Case::of(CATALOG).with("log.arrow", file.into_inner().unwrap()).both("log.arrow", rows);
    let mut stream = StreamWriter::try_new(Vec::new(), &table.schema()).unwrap();
    parts().for_each(|part| stream.write(&part).unwrap());
    Case::of(CATALOG).with("log.arrow", stream.into_inner().unwrap()).both("log.arrow", rows);
    // a source whose columns need mapping is read row by row
    let mapped = "events: { view: { fields: { at: integer } } }\nsources: { s: { format: parquet, map: { event: 'lower(row.event)' } } }\n";
    Case::defined(mapped).with("log.parquet", &parquet).both("s=log.parquet", rows);
}

#[test]
fn who_does_not_ask_gets_none() {
    let case = Case::of(CATALOG).with("log.ndjson", ndjson(1)).with("log.parquet", {
        let mut parquet = ArrowWriter::try_new(Vec::new(), table().schema(), None).unwrap();
        parquet.write(&table()).unwrap();
        parquet.into_inner().unwrap()
    });
    for name in ["log.ndjson", "log.parquet"] {
        let inputs = [Input::parse(&case.path(name).to_string_lossy(), &case.model).unwrap()];
        let sink = Collected::default();
        scan(&ScanRequest { origins: false, ..request(&case.model, &inputs, &[true, true], 1) }, &sink).unwrap();
        assert!(sink.into_batches().iter().all(|batch| batch.origins.is_none()));
    }
}
