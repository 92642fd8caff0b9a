//! Which column is whose: the subject, the time, the event and its id, told from names first and from what the columns hold.

use super::columns::{Column, Table};
use super::words::{Ending, ending};
use crate::model::source::TimeFormat;
use crate::value::Type;
use std::collections::BTreeSet;

/// How rows become events.
#[derive(Debug)]
pub enum Shape {
    /// A row is an event.
    Long(Long),
    /// A row is a subject with several times.
    Wide(Wide),
}

/// A row is an event. Of several columns each serves where those before it are missing.
#[derive(Debug)]
pub struct Long {
    /// Columns of the subject.
    pub subject: Vec<usize>,
    /// Columns of the time.
    pub time: Vec<usize>,
    /// How it is written.
    pub format: TimeFormat,
    /// Columns of the event's name.
    pub event: Vec<usize>,
    /// The column of the event's own id.
    pub id: Option<usize>,
}

/// A row is a subject.
#[derive(Debug)]
pub struct Wide {
    /// The column of the subject.
    pub subject: usize,
    /// The events that a row may tell of, likely in the order of the story.
    pub events: Vec<Dated>,
}

/// An event that a row of a subject tells of.
#[derive(Debug)]
pub struct Dated {
    /// What it is called.
    pub name: String,
    /// The column of its time.
    pub time: usize,
    /// How the time is written.
    pub format: TimeFormat,
    /// The column and the values with which it is this event.
    pub only: Option<(usize, Vec<String>)>,
    /// How the story ends with it.
    pub ending: Option<Ending>,
}

/// Why no roles could be told, in words for the user.
pub type Fault = String;

/// The roles of a table's columns.
///
/// # Errors
/// When no column could be the time, or none the subject.
pub fn roles(table: &Table) -> Result<Shape, Fault> {
    let times = ranked(table, |column| if column.times.is_empty() { 0 } else { time_score(column) });
    if times.is_empty() {
        return Err("no column holds times: a log has a row for each thing that happened, and says when".to_owned());
    }
    let is_time =
        |number: usize| times.contains(&number) && table.at(number).is_some_and(|column| !epochs_only(column) || time_score(column) > 30);
    let events = ranked(table, event_score);
    let events: Vec<usize> = events.into_iter().filter(|number| !is_time(*number)).collect();
    let subjects = ranked(table, |column| if column.names && column.long * 10 <= column.present { subject_score(column) } else { 0 });
    let subjects: Vec<usize> = subjects.into_iter().filter(|number| !is_time(*number)).collect();
    if let Some(long) = long(table, &times, &events, &subjects) {
        return Ok(Shape::Long(long));
    }
    wide(table, &times, &events, &subjects)
        .map(Shape::Wide)
        .ok_or_else(|| "no column tells whom the rows are about: a log has one with the id of a lead, a deal, a user".to_owned())
}

/// Columns with a score, the best first; those further left first among equals.
fn ranked(table: &Table, score: impl Fn(&Column) -> u32) -> Vec<usize> {
    let mut scored: Vec<(u32, usize)> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| (if column.present == 0 || column.odd { 0 } else { score(column) }, at))
        .collect();
    scored.retain(|(score, _)| *score > 0);
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.into_iter().map(|(_, at)| at).collect()
}

/// A table of words: the first that a name is.
fn listed(name: &str, words: &[(u32, &[&str])]) -> u32 {
    words.iter().find(|(_, names)| names.contains(&name)).map_or(0, |(score, _)| *score)
}

/// Deeper in an object a name counts for less.
fn deep(column: &Column, score: u32) -> u32 {
    let deeper = u32::try_from(column.path.len().saturating_sub(1)).unwrap_or(9).min(6);
    if score == 0 { 0 } else { score.saturating_sub(15 * deeper).max(1) }
}

/// Times of a system's bookkeeping, and those that lie ahead.
const DULL: [&str; 17] = [
    "synced",
    "modified",
    "modstamp",
    "updated",
    "planned",
    "deadline",
    "etl",
    "viewed",
    "referenced",
    "obsolete",
    "caused",
    "trial",
    "birth",
    "expir",
    "valid",
    "due",
    "end",
];

fn time_score(column: &Column) -> u32 {
    let name = column.bare();
    let name = name.trim_start_matches("property");
    if DULL.iter().any(|word| name.contains(word)) {
        return deep(column, 8);
    }
    let known = listed(
        name,
        &[
            (100, &["time", "timestamp", "timetimestamp", "eventtimestamp", "eventtime", "ts", "occurredat", "happenedat", "at"]),
            (95, &["derivedtstamp", "datetime", "eventdate", "eventat"]),
            (90, &["collectortstamp", "originaltimestamp", "dateentered", "enteredat", "changedat", "changedate"]),
            (85, &["createdat", "createdtime", "created", "createddate", "createdate", "datecreate", "datecreated", "date", "day"]),
            (65, &["receivedat", "sentat", "loggedat", "insertedat"]),
        ],
    );
    // A number may be an epoch by chance; then its name must say so.
    if known == 0 && epochs_only(column) {
        return 0;
    }
    deep(column, known.max(30))
}

/// Whether only a number says when.
fn epochs_only(column: &Column) -> bool {
    column.times.iter().all(|format| {
        matches!(format, TimeFormat::EpochSeconds | TimeFormat::EpochMillis | TimeFormat::EpochMicros)
            || matches!(format, TimeFormat::Pattern(pattern) if pattern == "%Y%m%d")
    })
}

fn event_score(column: &Column) -> u32 {
    let name = column.bare();
    let score = listed(
        &name,
        &[
            (100, &["event", "eventname", "conceptname", "activity"]),
            (85, &["eventtype", "action", "eventlabel", "activityname"]),
            (65, &["tostage", "newstage", "stageid", "stage", "stagename", "dealstage", "step", "statusid", "newstatus"]),
            (50, &["type", "status", "name", "state", "phase", "dealstagename"]),
            (20, &["value", "newvalue"]),
        ],
    );
    let few = column.values.len() <= 300 && column.all_values;
    let repeats = column.present < 20 || column.values.len() as u64 * 10 <= column.present * 9;
    if few && repeats && column.names && column.long == 0 { deep(column, score) } else { 0 }
}

fn subject_score(column: &Column) -> u32 {
    let name = column.bare();
    let known = listed(
        &name,
        &[
            (100, &["subject", "caseconceptname", "caseid", "subjectid"]),
            (90, &["leadid", "dealid", "opportunityid", "contactid", "ticketid", "orderid", "applicationid"]),
            (85, &["userid", "userpseudoid", "customerid", "clientid", "visitorid", "distinctid", "personid", "memberid", "patientid"]),
            (80, &["accountid", "companyid", "subscriberid", "case", "user", "customer", "lead"]),
            (70, &["domainuserid", "anonymousid", "networkuserid", "useridhash", "entityid", "recipient", "deviceid"]),
            (45, &["email", "id", "whoid", "whatid"]),
            (40, &["ownerid"]),
            (20, &["sessionid"]),
            (2, &["typeid", "categoryid", "currencyid", "lastmodifiedbyid", "createdbyid", "recordtypeid", "messageid", "eventid"]),
        ],
    );
    let generic = if name.ends_with("id") && name.len() > 2 { 30 } else { 0 };
    deep(column, if known > 0 { known } else { generic })
}

fn long(table: &Table, times: &[usize], events: &[usize], subjects: &[usize]) -> Option<Long> {
    let event = *events.first()?;
    let best = table.at(event).map_or(0, event_score);
    let own = |number: &&usize| table.at(**number).is_some_and(|column| column.bare() == "id");
    let subject =
        *subjects.iter().find(|number| **number != event && !own(number)).or_else(|| subjects.iter().find(|number| **number != event))?;
    let repeats = |number: usize| table.at(number).is_some_and(|column| !column.unique);
    let beside = subjects.iter().any(|number| own(&number))
        && table.at(subject).is_some_and(|column| subject_score(column) >= 40 && !own(&&subject));
    let strong = best >= 80;
    // Rows of subjects have a stage as well; what tells them is that they also say when the story ended.
    let stories = times.iter().any(|number| table.at(*number).is_some_and(told));
    if !strong && (stories || !(repeats(subject) || beside)) {
        return None;
    }
    let time = *times.first()?;
    let format = table.at(time)?.times.first()?.clone();
    let also = |all: &[usize], first: usize, least: u32, score: &dyn Fn(&Column) -> u32| -> Vec<usize> {
        let complete = |number: usize| table.at(number).is_some_and(|column| column.present == table.rows);
        let mut chosen = vec![first];
        for number in all {
            if complete(*chosen.last().unwrap_or(&first)) || chosen.len() == 3 {
                break;
            }
            if !chosen.contains(number) && table.at(*number).is_some_and(|column| score(column) >= least) {
                chosen.push(*number);
            }
        }
        chosen
    };
    let same_format = |column: &Column| if column.times.contains(&format) { time_score(column) } else { 0 };
    let id = table.columns.iter().position(|column| {
        ["id", "eventid", "messageid", "uuid", "insertid", "conceptinstance", "hitid"].contains(&column.bare().as_str())
            && column.path.len() == 1
            && column.unique
            && column.names
            && column.present == table.rows
    });
    let text_events: Vec<usize> = events.iter().copied().filter(|number| *number != subject).collect();
    Some(Long {
        subject: also(subjects, subject, 60, &subject_score),
        time: also(times, time, 60, &same_format),
        event: also(&text_events, event, 50, &event_score),
        id: id.filter(|number| *number != subject && *number != event),
        format,
    })
}

/// Whether a column's name tells a step of a subject's story.
fn told(column: &Column) -> bool {
    let name = column.bare();
    ["close", "won", "lost", "convert", "engage", "sign", "qualif", "complete", "finish", "cancel", "ship", "deliver", "approv"]
        .iter()
        .any(|word| name.contains(word))
}

fn wide(table: &Table, times: &[usize], events: &[usize], subjects: &[usize]) -> Option<Wide> {
    let unique = |number: &usize| table.at(*number).is_some_and(|column| column.unique && column.present == table.rows);
    let id = |number: &usize| table.at(*number).is_some_and(|column| column.bare() == "id");
    let subject = *subjects
        .iter()
        .find(|number| unique(number) && id(number))
        .or_else(|| subjects.iter().find(|number| unique(number)))
        .or_else(|| subjects.first())?;
    let mut dated: Vec<(u32, Dated)> = Vec::new();
    for number in times.iter().filter(|number| **number != subject) {
        let column = table.at(*number)?;
        // Bookkeeping of a system is no part of the story.
        if (time_score(column) < 20 && dated.iter().any(|(rank, _)| *rank < 9))
            || (epochs_only(column) && column.types.contains(&Type::Integer)) && time_score(column) < 60
        {
            continue;
        }
        let Some(format) = column.times.first().cloned() else { continue };
        let name = event_name(column);
        let rank = rank(column);
        let end = ending(&name);
        if rank == 8
            && end.is_none()
            && let Some((status, won, lost)) = outcomes(table, events)
        {
            for (ending, values) in [(Ending::Won, won), (Ending::Lost, lost)] {
                let name = format!("{name}_{}", if ending == Ending::Won { "won" } else { "lost" });
                let only = Some((status, values));
                dated.push((rank, Dated { name, time: *number, format: format.clone(), only, ending: Some(ending) }));
            }
            continue;
        }
        let end = if rank == 8 && end.is_none() { Some(Ending::Won) } else { end };
        dated.push((rank, Dated { name, time: *number, format, only: None, ending: end }));
    }
    dated.sort_by_key(|(rank, _)| *rank);
    dated.truncate(8);
    let mut events: Vec<Dated> = dated.into_iter().map(|(_, dated)| dated).collect();
    let mut names = BTreeSet::new();
    for dated in &mut events {
        // Two columns may be called much the same.
        while !names.insert(dated.name.clone()) {
            dated.name.push_str("_too");
        }
    }
    (!events.is_empty()).then_some(Wide { subject, events })
}

/// The place of a date in a story, by its name: what is created comes first, what is closed last.
fn rank(column: &Column) -> u32 {
    let name = column.bare();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if time_score(column) < 20 {
        9
    } else if has(&["creat", "open", "begin", "start", "regist", "signup"]) {
        1
    } else if has(&["close", "won", "lost", "finish", "complete", "cancel", "end"]) {
        8
    } else if has(&["convert", "sign", "order", "deliver"]) {
        6
    } else {
        4
    }
}

/// `engage_date` tells when it was engaged.
fn event_name(column: &Column) -> String {
    let whole = super::words::slug(column.path.last().map_or("", String::as_str));
    let drop = ["date", "at", "time", "timestamp", "ts", "property", "c", "on", "is"];
    let parts: Vec<&str> = whole.split('_').filter(|part| !drop.contains(part) && !part.is_empty()).collect();
    let name = parts.join("_");
    let name = name.trim_end_matches("date").trim_end_matches('_');
    match name {
        "" => "seen".to_owned(),
        "create" => "created".to_owned(),
        "close" => "closed".to_owned(),
        "engage" => "engaged".to_owned(),
        "convert" => "converted".to_owned(),
        "start" => "started".to_owned(),
        name => name.to_owned(),
    }
}

/// A column of stages or states some values of which tell that the story ended well, some that it ended badly.
fn outcomes(table: &Table, events: &[usize]) -> Option<(usize, Vec<String>, Vec<String>)> {
    events.iter().find_map(|number| {
        let column = table.at(*number)?;
        let of = |wanted: Ending| -> Vec<String> { column.values.keys().filter(|value| ending(value) == Some(wanted)).cloned().collect() };
        let (won, lost) = (of(Ending::Won), of(Ending::Lost));
        (!won.is_empty() && !lost.is_empty()).then_some((*number, won, lost))
    })
}
