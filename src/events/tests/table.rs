//! Parquet and Arrow.

use super::*;
use arrow::array::*;
use arrow::datatypes::{DataType, Int32Type};
use arrow::ipc::writer::{FileWriter, StreamWriter};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use std::sync::Arc;

const CATALOG: &str =
    "view: page string, seconds? integer\n buy = Bought: amount decimal, plan? [free|pro]\n spend !none: cost number\n gone";
const TIME: i64 = 1_767_571_200_000_000;

type Columns = Vec<(&'static str, ArrayRef)>;

fn times() -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from(vec![TIME; 4]).with_timezone("UTC"))
}

fn texts(values: [Option<&str>; 4]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// The four rows of the tests below.
fn good() -> Columns {
    vec![
        ("subject", texts([Some("a"), Some("b"), Some("c"), Some("a-subject-longer-than-a-view")])),
        ("time", times()),
        ("event", texts([Some("view"), Some("Bought"), Some("spend"), Some("gone")])),
        ("page", texts([Some("/"), None, None, None])),
        ("seconds", Arc::new(Int32Array::from(vec![Some(5), None, None, Some(9)]))),
        ("amount", Arc::new(Float64Array::from(vec![None, Some(12.5), None, None]))),
        ("plan", texts([None, Some("pro"), None, Some("of no use here")])),
        ("cost", Arc::new(Float64Array::from(vec![f64::NAN, 0.0, 2.5, f64::INFINITY]))),
        ("id", texts([Some("1"), Some(""), None, Some("4")])),
        ("seq", Arc::new(Int16Array::from(vec![None, Some(2), None, None]))),
    ]
}

fn with(mut columns: Columns, name: &'static str, array: ArrayRef) -> Columns {
    columns.retain(|(known, _)| *known != name);
    columns.push((name, array));
    columns
}

fn without(mut columns: Columns, name: &str) -> Columns {
    columns.retain(|(known, _)| *known != name);
    columns
}

fn parquet(columns: &Columns, rows: usize) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(columns.iter().map(|(name, array)| (*name, array.clone(), true))).unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(rows)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn arrow_file(columns: &Columns) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(columns.iter().map(|(name, array)| (*name, array.clone(), true))).unwrap();
    let mut writer = FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn arrow_stream(columns: &Columns) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(columns.iter().map(|(name, array)| (*name, array.clone(), true))).unwrap();
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

/// What all kinds of files with these columns come to: events, bad rows, unknown names.
fn found(catalog: &str, columns: &Columns) -> Vec<String> {
    let case = Case::of(catalog)
        .with("log.parquet", parquet(columns, 3))
        .with("log.arrow", arrow_file(columns))
        .with("stream.arrow", arrow_stream(columns));
    let of = |name: &str| {
        let found = case.scan(name).unwrap();
        let unknown = found.intake.unknown.iter().map(|(name, count)| format!("unknown {name} {count}"));
        let rejects = found.rejects.iter().map(|reject| reject.trim_start_matches(name).trim_start().to_owned());
        found.events.into_iter().chain(rejects).chain(unknown).collect::<Vec<_>>()
    };
    let first = of("log.parquet");
    assert_eq!(first, of("log.arrow"));
    assert_eq!(first, of("stream.arrow"));
    first
}

const VIEW: &str = "a 2026-01-05T00:00:00Z view #1 page=/ seconds=5";
const BUY: &str = "b 2026-01-05T00:00:00Z buy @2 amount=12.5 plan=pro";
const SPEND: &str = "- 2026-01-05T00:00:00Z spend cost=2.5";
const GONE: &str = "a-subject-longer-than-a-view 2026-01-05T00:00:00Z gone #4";

#[test]
fn columns_are_taken_as_they_are() {
    let all = [SPEND, VIEW, GONE, BUY];
    assert_eq!(found(CATALOG, &good()), all);
    // The same in other types.
    let keys = |values: [Option<&str>; 4]| -> ArrayRef { Arc::new(values.into_iter().collect::<DictionaryArray<Int32Type>>()) };
    let events = [Some("view"), Some("Bought"), Some("spend"), Some("gone")];
    let nano: ArrayRef = Arc::new(TimestampNanosecondArray::from(vec![TIME * 1000 + 999; 4]).with_timezone("+00:00"));
    let milli: ArrayRef = Arc::new(TimestampMillisecondArray::from(vec![TIME / 1000; 4]));
    let money: ArrayRef = Arc::new(Decimal128Array::from(vec![None, Some(1250), None, None]).with_precision_and_scale(10, 2).unwrap());
    for (name, array) in [
        ("event", keys(events)),
        ("event", Arc::new(StringViewArray::from_iter(events)) as ArrayRef),
        ("event", Arc::new(LargeStringArray::from_iter(events)) as ArrayRef),
        (
            "event",
            arrow::compute::cast(&keys(events), &DataType::Dictionary(Box::new(DataType::UInt8), Box::new(DataType::LargeUtf8))).unwrap(),
        ),
        ("plan", keys([None, Some("pro"), None, Some("of no use here")])),
        ("page", Arc::new(LargeStringArray::from_iter([Some("/"), None, None, None]))),
        ("time", nano),
        ("time", milli),
        (
            "time",
            texts([Some("2026-01-05T00:00:00Z"), Some("2026-01-05 00:00"), Some("2026-01-05T01:00:00+01:00"), Some("2026-01-05T00:00Z")]),
        ),
        ("seconds", Arc::new(Float64Array::from(vec![Some(5.0), None, None, None]))),
        ("seconds", Arc::new(UInt64Array::from(vec![Some(5), None, None, None]))),
        ("amount", money),
        ("amount", texts([None, Some("12.50"), None, None])),
        ("cost", Arc::new(Float32Array::from(vec![0.0, 0.0, 2.5, 0.0]))),
        ("id", Arc::new(Int64Array::from(vec![Some(1), None, None, Some(4)]))),
        ("seq", Arc::new(Float64Array::from(vec![None, Some(2.0), None, None]))),
    ] {
        assert_eq!(found(CATALOG, &with(good(), name, array.clone())), all, "{name} as {}", array.data_type());
    }
    let numbers = with(good(), "subject", Arc::new(UInt64Array::from(vec![Some(u64::MAX), Some(7), None, Some(0)])));
    assert_eq!(
        found(CATALOG, &numbers),
        [SPEND, &GONE.replace("a-subject-longer-than-a-view", "0"), &VIEW.replace("a ", "18446744073709551615 "), &BUY.replace("b ", "7 ")]
    );
}

#[test]
fn bad_rows_are_told_by_row_and_column() {
    for (columns, fault) in [
        (with(good(), "subject", texts([None, Some("b"), None, Some("x")])), "row 1: `subject`: no subject"),
        (with(good(), "subject", texts([Some(""), Some("b"), None, Some("x")])), "row 1: `subject`: no subject"),
        (with(good(), "event", texts([None, Some("Bought"), Some("spend"), Some("gone")])), "row 1: `event`: no event name"),
        (with(good(), "event", texts([Some(""), Some("Bought"), Some("spend"), Some("gone")])), "row 1: `event`: no event name"),
        (with(good(), "page", texts([None; 4])), "row 1: `page`: required and missing"),
        (without(good(), "page"), "row 1: `page`: required and missing"),
        (with(good(), "page", Arc::new(NullArray::new(4))), "row 1: `page`: required and missing"),
        (with(good(), "page", Arc::new(Int32Array::from(vec![1; 4]))), "row 1: `page`: expected text, found the number `1`"),
        (with(good(), "seconds", texts([Some("5"), None, None, None])), "row 1: `seconds`: expected a whole number, found the text `5`"),
        (
            with(good(), "seconds", Arc::new(Float64Array::from(vec![0.5; 4]))),
            "row 1: `seconds`: expected a whole number, found the number `0.5`",
        ),
        (
            with(
                good(),
                "time",
                Arc::new(TimestampMicrosecondArray::from(vec![None, Some(TIME), Some(TIME), Some(TIME)]).with_timezone("UTC")),
            ),
            "row 1: `time`: no time",
        ),
        (
            with(
                good(),
                "time",
                Arc::new(TimestampSecondArray::from(vec![i64::MAX, TIME / 1_000_000, TIME / 1_000_000, TIME / 1_000_000])),
            ),
            "row 1: `time`: the time lies outside the years 1 to 9999",
        ),
        (with(good(), "seq", texts([Some("x"), Some("y"), None, None])), "row 1: `seq`: expected a whole number, found the text `x`"),
        (
            with(good(), "id", Arc::new(BooleanArray::from(vec![Some(true), None, None, None]))),
            "row 1: `id`: expected text or a whole number, found `true`",
        ),
    ] {
        let found = found(CATALOG, &columns);
        assert!(found.iter().any(|line| line == fault), "{fault}: {found:?}");
        assert!(!found.iter().any(|line| line.contains(" view ")), "{found:?}");
    }
    let plan = with(good(), "plan", texts([None, Some("gold"), None, None]));
    assert_eq!(found(CATALOG, &plan)[3], "row 2: `plan`: expected one of free, pro, found `gold`");
    let cost = with(good(), "cost", Arc::new(Float64Array::from(vec![f64::NAN; 4])));
    assert_eq!(found(CATALOG, &cost)[3], "row 3: `cost`: expected a finite number, found the number `NaN`");
    // Of several faults the first that is looked at: subject, then id, then the fields in the catalog's order.
    let many = without(with(good(), "id", Arc::new(BooleanArray::from(vec![true; 4]))), "page");
    assert_eq!(found(CATALOG, &many)[0], "row 1: `id`: expected text or a whole number, found `true`");
}

#[test]
fn unknown_events_are_counted_by_name() {
    let events = texts([Some("odd"), Some("Bought"), Some("odd"), Some("other")]);
    let columns = with(with(good(), "event", events), "subject", texts([Some("a"), Some("b"), None, Some("d")]));
    assert_eq!(found(CATALOG, &columns), [BUY, "row 3: `subject`: no subject", "unknown odd 1", "unknown other 1"]);
}

#[test]
fn naive_times_are_in_the_zone_of_the_source() {
    let winter = TIME;
    let summer = winter + 180 * 86_400_000_000;
    let columns = with(good(), "time", Arc::new(TimestampMicrosecondArray::from(vec![winter, summer, winter, summer])));
    let mut case = Case::of(CATALOG).with("log.parquet", parquet(&columns, 100));
    case.model.calendar.zone = crate::time::Zone::parse("Europe/Warsaw").unwrap();
    let times: Vec<String> =
        case.scan("log.parquet").unwrap().events.iter().map(|event| event.split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(times, ["2026-01-04T23:00:00Z", "2026-01-04T23:00:00Z", "2026-07-03T22:00:00Z", "2026-07-03T22:00:00Z"]);
}

#[test]
fn damaged_tables_are_told() {
    let (whole, file, stream) = (parquet(&good(), 100), arrow_file(&good()), arrow_stream(&good()));
    let case = Case::of(CATALOG)
        .with("empty.parquet", "")
        .with("cut.parquet", &whole[..whole.len() / 2])
        .with("text.parquet", "subject,time\n")
        .with("empty.arrow", "")
        .with("cut.arrow", &file[..file.len() / 2])
        .with("cut-stream.arrow", &stream[..stream.len() / 2])
        .with("text.arrow", "hello, world");
    assert_eq!(case.error("empty.parquet"), "`empty.parquet` is damaged: it is empty, and so no Parquet file");
    assert_eq!(case.error("empty.arrow"), "`empty.arrow` is damaged: it is empty, and so no Arrow file");
    for name in ["cut.parquet", "text.parquet"] {
        assert!(case.error(name).starts_with(&format!("`{name}` is damaged: no whole Parquet file: ")), "{}", case.error(name));
    }
    for name in ["cut.arrow", "cut-stream.arrow", "text.arrow"] {
        assert!(case.error(name).starts_with(&format!("`{name}` is damaged: no whole Arrow file: ")), "{}", case.error(name));
    }
}

/// A longer log, in which a few rows are wrong in each way.
#[allow(clippy::cast_possible_wrap, reason = "small numbers")]
fn long(rows: usize) -> Columns {
    let text = |of: fn(usize) -> Option<String>| -> ArrayRef { Arc::new((0..rows).map(of).collect::<StringArray>()) };
    vec![
        ("subject", text(|n| (n % 1013 != 5).then(|| format!("subject-{}", n % 5000)))),
        (
            "time",
            Arc::new(
                (0..rows).map(|n| (n % 911 != 7).then_some(TIME + n as i64)).collect::<TimestampMicrosecondArray>().with_timezone("UTC"),
            ),
        ),
        ("event", text(|n| Some(["view", "Bought", "spend", "gone", "odd"][(n * 7 + n / 13) % 5].to_owned()))),
        ("page", text(|n| (n % 503 != 3).then(|| format!("/page/{}", n % 20)))),
        ("seconds", Arc::new((0..rows).map(|n| (n % 3 > 0).then_some(n as i64)).collect::<Int64Array>())),
        ("amount", Arc::new((0..rows).map(|n| Some(if n % 701 == 1 { f64::NAN } else { n as f64 / 100.0 })).collect::<Float64Array>())),
        ("plan", text(|n| Some(["free", "pro", if n % 97 == 0 { "gold" } else { "free" }][n % 3].to_owned()))),
        ("cost", Arc::new((0..rows).map(|n| Some(n as f64)).collect::<Float64Array>())),
        ("id", text(|n| (n % 4 > 0).then(|| n.to_string()))),
    ]
}

#[test]
fn threads_and_row_groups_change_nothing() {
    let columns = long(40_000);
    let mut case = Case::of(CATALOG).with("one.parquet", parquet(&columns, 100_000)).with("many.parquet", parquet(&columns, 3_000));
    let one = case.scan("one.parquet").unwrap();
    assert_eq!((one.intake.read, one.intake.rejected > 100, one.intake.unknown["odd"] > 1000), (40_000, true, true));
    case.threads = 4;
    for name in ["one.parquet", "many.parquet"] {
        case.strict = false;
        let four = case.scan(name).unwrap();
        let rejects: Vec<String> = four.rejects.iter().map(|reject| reject.replace(name, "one.parquet")).collect();
        assert!(one.events == four.events && one.rejects == rejects && one.intake.unknown == four.intake.unknown, "{name}");
        case.strict = true;
        assert_eq!(case.error(name).replace(name, "one.parquet"), one.rejects[0]);
    }
}

#[test]
fn few_columns_are_read_and_the_accounts_stay() {
    let columns = long(5_000);
    let case = Case::of(CATALOG).with("log.parquet", parquet(&columns, 1_000));
    let all = case.scan("log.parquet").unwrap();
    let input = Input::parse(&case.path("log.parquet").to_string_lossy(), &case.model).unwrap();
    let wanted: Vec<bool> = case.model.columns.iter().map(|column| column.name == "seconds").collect();
    let request = ScanRequest {
        model: &case.model,
        inputs: &[input],
        threads: 2,
        columns: &wanted,
        ids: false,
        only_events: None,
        strict: false,
        keep_rejects: false,
        origins: false,
        progress: &(),
    };
    let sink = Collected::default();
    let intake = scan(&request, &sink).unwrap();
    assert_eq!(
        (intake.read, intake.known, intake.rejected, &intake.unknown, intake.latest),
        (all.intake.read, all.intake.known, all.intake.rejected, &all.intake.unknown, all.intake.latest)
    );
    assert!(intake.rejects.is_empty());
    for batch in sink.into_batches() {
        assert!(batch.id.is_none());
        assert!(batch.columns.iter().zip(&wanted).all(|(column, wanted)| column.is_none() || *wanted));
    }
    // Only some events: what is delivered is theirs.
    let only: Vec<bool> = case.model.events.iter().map(|event| event.name == "buy").collect();
    let sink = Collected::default();
    scan(&ScanRequest { only_events: Some(&only), ..request }, &sink).unwrap();
    let delivered: usize = sink.into_batches().iter().map(|batch| batch.len).sum();
    assert_eq!(delivered, all.events.iter().filter(|event| event.contains(" buy ")).count());
}

#[test]
fn names_inside_records() {
    let inner: ArrayRef = Arc::new(StructArray::from(vec![(
        Arc::new(arrow::datatypes::Field::new("page", DataType::Utf8, true)),
        texts([Some("/in"), None, None, None]),
    )]));
    let columns = without(with(good(), "properties", inner), "page");
    let mut case = Case::of(CATALOG).with("log.parquet", parquet(&columns, 100)).with("log.arrow", arrow_file(&columns));
    let path = vec!["properties".to_owned(), "page".to_owned()];
    let row = crate::model::Expr { kind: crate::model::ExprKind::Row(path), ty: Type::String, span: Span::default() };
    let map = crate::model::source::RowMap { fields: vec![("page".to_owned(), row)], ..Default::default() };
    case.model.sources.push(Source { format: None, rows: vec![map], ..source(Format::Parquet) });
    for name in ["log.parquet", "log.arrow"] {
        assert!(case.scan(name).unwrap().events.contains(&VIEW.replace("page=/", "page=/in")), "{name}");
    }
}

#[test]
fn bytes_that_are_wrong_anywhere_give_an_error_or_rows() {
    let small = long(200);
    let case = Case::of(CATALOG);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    for (name, whole) in [("log.parquet", parquet(&small, 100)), ("log.arrow", arrow_file(&small)), ("stream.arrow", arrow_stream(&small))]
    {
        for _ in 0..150 {
            let mut bytes = whole.clone();
            for _ in 0..=random(4) {
                let at = random(bytes.len());
                bytes[at] = u8::try_from(random(256)).unwrap();
            }
            std::fs::write(case.path(name), &bytes).unwrap();
            match case.scan(name) {
                Ok(_) => {}
                Err(error) => assert!(error.to_string().contains(name), "{error}"),
            }
        }
    }
}
