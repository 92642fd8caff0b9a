//! Sources: exports as other systems write them, mapped by expressions (L11).

use super::*;

const PIPELINE: &str = r#"
events: { engaged: { fields: { product: optional string } }, won: { fields: { amount: decimal, at: optional date } }, lost: {} }
sources:
  pipeline:
    delimiter: ";"
    decimal: ","
    missing: ["null", "\\N"]
    encoding: windows-1250
    timezone: Europe/Warsaw
    where: row.deal_stage != "Test"
    rows:
      engaged: { where: row.engage_date is present, map: { subject: row.opportunity_id, time: { value: row.engage_date, format: date }, event: '"engaged"' } }
      won: { where: row.deal_stage == "Won", map: { subject: row.opportunity_id, time: { value: row.close_date, format: "%d.%m.%Y %H:%M" }, event: '"won"', id: '"w" ++ row.opportunity_id', fields: { amount: row.close_value, at: row.engage_date } } }
      lost: { where: row.deal_stage == "Lost", map: { subject: upper(row.opportunity_id), time: { value: row.close_date, format: "%d.%m.%Y %H:%M" }, event: lower("LOST") } }
"#;

#[test]
fn a_row_can_make_several_events() {
    let rows = "opportunity_id;product;deal_stage;engage_date;close_date;close_value\n\
        a;Żuk;Won;2026-01-05;05.02.2026 10:00;1054,50\n\
        b;X;Lost;2026-01-05;05.02.2026 10:00;null\n\
        c;X;Engaging;2026-01-06;\\N;\\N\n\
        d;X;Prospecting;;;\n\
        e;X;Test;2026-01-05;;\n\
        f;X;Won;2026-01-05;31.02.2026 10:00;1\n\
        g;X;Won;null;05.02.2026 10:00;\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode(rows);
    let found = Case::defined(PIPELINE).with("log.csv", bytes).scan("log.csv").unwrap();
    assert_eq!(
        found.events,
        [
            "B 2026-02-05T09:00:00Z lost",
            "a 2026-01-04T23:00:00Z engaged product=Żuk",
            "a 2026-02-05T09:00:00Z won #wa amount=1054.5 at=2026-01-05",
            "b 2026-01-04T23:00:00Z engaged product=X",
            "c 2026-01-05T23:00:00Z engaged product=X",
            "f 2026-01-04T23:00:00Z engaged product=X",
        ]
    );
    assert_eq!(found.rejects.len(), 2);
    assert!(found.rejects[0].starts_with("log.csv:7: `close_date`: `31.02.2026 10:00` is no instant"), "{:?}", found.rejects);
    assert_eq!(found.rejects[1], "log.csv:8: `close_value`: required and missing");
    assert_eq!((found.intake.read, found.intake.filtered), (10, 2));
}

#[test]
fn columns_that_a_source_names_must_be_there() {
    let case = Case::defined(PIPELINE).with("log.csv", "opportunity_id;product;deal_stage;engage_dte;close_date;close_value\n");
    assert_eq!(case.error("log.csv"), "`log.csv`: no column `engage_date`, which the source `pipeline` reads; did you mean `engage_dte`?");
}

#[test]
fn records_inside_documents() {
    let definition = r#"
events: { moved: { as: NEW, fields: { owner: optional string, deep: optional integer } }, numbered: { as: "7" } }
sources:
  history:
    format: json
    records: result.items
    timezone: Europe/Warsaw
    where: row.ENTITY_TYPE == "LEAD"
    map: { subject: '"lead:" ++ row.OWNER_ID', time: row.CREATED_TIME, event: row.STAGE_ID, id: row.ID, fields: { owner: row.ASSIGNED_BY_ID, deep: row.a.b } }
"#;
    let document = r#"{"total": 1, "result": {"before": [{"x": "]"}], "items": [
        {"ID": 35, "ENTITY_TYPE": "LEAD", "OWNER_ID": 21, "CREATED_TIME": "2024-04-25T14:59:11+00:00", "STAGE_ID": "NEW", "ASSIGNED_BY_ID": "7", "a": {"b": 3}},
        {"ID": 36, "ENTITY_TYPE": "DEAL", "OWNER_ID": 22, "CREATED_TIME": "2024-04-25T14:59:11+00:00", "STAGE_ID": "NEW"},
        {"ID": 37, "ENTITY_TYPE": "LEAD", "OWNER_ID": 23, "CREATED_TIME": "2024-04-25T14:59:11", "STAGE_ID": 7, "a": {}},
        {"ID": 38, "ENTITY_TYPE": "LEAD", "OWNER_ID": 24, "CREATED_TIME": "2024-04-25", "STAGE_ID": "NEW"},
        {"ID": 39, "ENTITY_TYPE": "LEAD", "OWNER_ID": 25, "CREATED_TIME": "2024-04-25T14:59:11", "STAGE_ID": "OLD"}
    ]}, "time": {"start": 1.5}}"#;
    let case = Case::defined(definition)
        .with("a.json", document)
        .with("error.json", r#"{"error": "no access", "result": {}}"#)
        .with("null.json", r#"{"result": {"items": null}}"#)
        .with("one.json", r#"{"result": {"items": {"ID": 1, "ENTITY_TYPE": "LEAD", "OWNER_ID": 1, "CREATED_TIME": "2024-04-25T14:59:11", "STAGE_ID": "NEW"}}}"#);
    let found = case.scan("a.json").unwrap();
    assert_eq!(found.events, ["lead:21 2024-04-25T14:59:11Z moved #35 owner=7 deep=3", "lead:23 2024-04-25T12:59:11Z numbered #37"]);
    assert_eq!(
        found.rejects,
        [
            "a.json:5: `CREATED_TIME`: `2024-04-25` is no instant: it is a date alone; say `format: date` where the beginning of that day is meant"
        ]
    );
    assert_eq!((found.intake.filtered, found.intake.unknown["OLD"]), (1, 1));
    assert_eq!(case.scan("error.json").unwrap().rejects, ["error.json:1: no `result.items` in the document"]);
    assert_eq!(case.scan("null.json").unwrap().intake.read, 0);
    assert_eq!(case.scan("one.json").unwrap().intake.known, 1);
}

#[test]
fn times_as_numbers_and_names_that_are_no_words() {
    let definition = r#"
events: { begun: { as: "concept start", fields: { resource: optional string, points: optional number } } }
sources:
  ga4: { format: ndjson, map: { subject: row.user, time: { value: row.ts, format: epoch_us }, event: row.name } }
  xes: { map: { subject: 'row["case:concept:name"]', time: 'row["time:timestamp"]', event: 'row["concept:name"]', fields: { resource: 'row["org:resource"]' } } }
"#;
    let mut case = Case::defined(definition)
        .with("ga4.ndjson", "{\"user\": 5, \"ts\": \"1617691790431476\", \"name\": \"concept start\"}\n{\"user\": 6, \"ts\": 1617691790431476, \"name\": \"concept start\", \"points\": 1.5}\n")
        .with("log.csv", "case:concept:name,concept:name,org:resource,time:timestamp\nc-1,concept start,R21,2011-10-11 13:45:40.276000+02:00\n");
    let of = |case: &Case, name: &str| case.scan(name).unwrap().events;
    let keep = |case: &mut Case, name: &str| {
        case.model.sources = defined(definition).sources.into_iter().filter(|source| source.name == name).cloned().collect();
    };
    keep(&mut case, "ga4");
    let ga4 = of(&case, "ga4.ndjson");
    assert_eq!(ga4, ["5 2021-04-06T06:49:50.431476Z begun", "6 2021-04-06T06:49:50.431476Z begun points=1.5"]);
    keep(&mut case, "xes");
    assert_eq!(of(&case, "log.csv"), ["c-1 2011-10-11T11:45:40.276000Z begun resource=R21"]);
}

#[test]
fn arguments_name_sources() {
    let two = defined("events: { e: {} }\nsources: { crm: { format: csv }, web_shop: { format: json } }");
    let one = defined("events: { e: {} }\nsources: { crm: { format: csv } }");
    let source = |model: &Model, name: &str| model.sources.enumerate().find(|(_, source)| source.name == name).map(|(id, _)| id);
    for (model, argument, name, path) in [
        (&two, "log.csv", None, "log.csv"),
        (&one, "log.csv", Some("crm"), "log.csv"),
        (&two, "crm=log.csv", Some("crm"), "log.csv"),
        (&two, "web_shop=a=b.json", Some("web_shop"), "a=b.json"),
        (&two, "logs/year=2026/x.csv", None, "logs/year=2026/x.csv"),
    ] {
        let expected = Input { source: name.and_then(|name| source(model, name)), path: path.to_owned() };
        assert_eq!(Input::parse(argument, model).unwrap(), expected, "{argument}");
    }
    assert_eq!(Input::parse("crn=log.csv", &two).unwrap_err().to_string(), "the definition has no source `crn`; did you mean `crm`?");
    assert_eq!(
        Input::parse("x=log.csv", &model("")).unwrap_err().to_string(),
        "the definition has no source `x`; it has no `sources` at all"
    );
}

#[test]
fn expressions_over_columns_of_tables() {
    let definition = r#"
events: { e: { fields: { n: integer, day: date } } }
sources:
  table: { where: row.kind == "yes", map: { subject: '"s" ++ row.number', time: { value: row.day, format: date }, event: '"e"', fields: { n: row.number, day: row.day } } }
"#;
    let columns: Vec<(&str, arrow::array::ArrayRef)> = vec![
        ("kind", std::sync::Arc::new(arrow::array::StringArray::from(vec!["yes", "no", "yes"]))),
        ("number", std::sync::Arc::new(arrow::array::Int32Array::from(vec![Some(1), Some(2), None]))),
        ("day", std::sync::Arc::new(arrow::array::Date32Array::from(vec![20_778; 3]))),
    ];
    let batch =
        arrow::array::RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    let found = Case::defined(definition).with("log.parquet", writer.into_inner().unwrap()).scan("log.parquet").unwrap();
    assert_eq!(found.events, ["s1 2026-11-21T00:00:00Z e n=1 day=2026-11-21"]);
    assert_eq!(found.rejects, ["log.parquet row 3: `number`: no subject"]);
    assert_eq!(found.intake.filtered, 1);
}

#[test]
fn cells_are_read_as_what_they_meet() {
    let definition = r#"
events: { e: { fields: { sum: decimal, late: boolean, end: timestamp } } }
sources:
  crm:
    delimiter: ";"
    decimal: ","
    timezone: Europe/Warsaw
    where: row.open and row.amount > 5 and row.day >= 2026-01-02 and row.tries in [1, 2.5]
    map:
      subject: row.id
      time: row.at
      event: '"e"'
      fields: { sum: row.amount * 2 + row.tries, late: row.at > 2026-01-02T12:00:00Z, end: row.at + 2h }
"#;
    let rows = "id;open;amount;day;tries;at\n\
        a;true;5,50;2026-01-02;2,5;2026-01-02 10:00\n\
        b;false;5,50;2026-01-02;1;2026-01-02 10:00\n\
        c;true;5;2026-01-02;1;2026-01-02 10:00\n\
        d;true;n/a;2026-01-02;1;2026-01-02 10:00\n\
        e;TRUE;6;2026-01-03;1;2026-01-03 10:00\n\
        f;true;6;2026-01-01;1;2026-01-01 10:00\n";
    let found = Case::defined(definition).with("log.csv", rows).scan("log.csv").unwrap();
    assert_eq!(
        found.events,
        [
            "a 2026-01-02T09:00:00Z e #a sum=13.5 late=false end=2026-01-02T11:00:00Z",
            "e 2026-01-03T09:00:00Z e #e sum=13 late=true end=2026-01-03T11:00:00Z",
        ]
    );
    assert_eq!((found.intake.filtered, found.rejects.len()), (4, 0));
}
