//! What each column of a log holds: counted over its rows.

use crate::events::Cell;
use crate::events::survey::{self, Columns, Log};
use crate::model::source::TimeFormat;
use crate::time::Zone;
use crate::value::Type;
use indexmap::IndexMap;
use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::ops::ControlFlow;

/// So many rows are looked at; what comes after them is not.
pub const MOST_ROWS: u64 = 500_000;
/// Different values of a column that are remembered.
const MOST_VALUES: usize = 400;
/// Values whose repetition is watched.
const MOST_WATCHED: usize = 1 << 18;

/// Words that mean "nothing" in exports.
const NOTHING: [&str; 9] = ["\\N", "NULL", "null", "None", "NaN", "nan", "N/A", "n/a", "#N/A"];

/// Ways to write a time, the likelier first.
const PATTERNS: [&str; 19] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%Y%m%d",
    "%d %b %Y",
    "%b %d, %Y",
];

/// A column.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "observations that have nothing to do with each other")]
pub struct Column {
    /// The keys that lead to it, or its name.
    pub path: Vec<String>,
    /// Rows with a value.
    pub present: u64,
    /// Types that every value fits, of those that a field can have.
    pub types: Vec<Type>,
    /// Whether numbers have a comma before their fraction.
    pub comma: bool,
    /// Ways to write a time that nearly all values follow.
    pub times: Vec<TimeFormat>,
    /// Times without an offset from UTC.
    pub local: bool,
    /// Objects, lists and things that no field can be.
    pub odd: bool,
    /// Whether every value is a name: text or a whole number.
    pub names: bool,
    /// Whether some cell is text rather than a number.
    pub text: bool,
    /// The values with how often they came, in the order in which they first came; too many are not all here.
    pub values: IndexMap<String, u64>,
    /// Whether `values` are all there are.
    pub all_values: bool,
    /// Whether no value was seen twice.
    pub unique: bool,
    /// How many values are longer than a name would be.
    pub long: u64,
    failures: BTreeMap<usize, u64>,
    watched: HashSet<u64>,
}

/// The columns of a log.
#[derive(Debug)]
pub struct Table {
    /// By their numbers.
    pub columns: Vec<Column>,
    /// Their paths.
    pub known: Columns,
    /// Rows seen.
    pub rows: u64,
    /// Whether these were all.
    pub whole: bool,
    /// Words that stood for nothing.
    pub missing: Vec<String>,
}

/// All ways to write a time.
fn formats() -> Vec<TimeFormat> {
    let mut formats = vec![TimeFormat::Rfc3339, TimeFormat::Date];
    formats.extend(PATTERNS.iter().map(|pattern| TimeFormat::Pattern((*pattern).to_owned())));
    formats.extend([TimeFormat::EpochSeconds, TimeFormat::EpochMillis, TimeFormat::EpochMicros]);
    formats
}

/// The instants that an epoch is believed to mean: 1990 to 2100.
const PLAUSIBLE: std::ops::Range<i64> = 631_152_000..4_102_444_800;

/// Whether a cell is a time of a format; of numbers only, if the time lies in our days.
fn is_time(cell: &Cell<'_>, format: &TimeFormat) -> bool {
    let Some(at) = survey::instant(cell, format, &Zone::utc()) else { return false };
    let near = PLAUSIBLE.contains(&at.div_euclid(1_000_000));
    match format {
        TimeFormat::Rfc3339 | TimeFormat::Civil | TimeFormat::Date => true,
        TimeFormat::EpochSeconds | TimeFormat::EpochMillis | TimeFormat::EpochMicros => {
            near && (survey::fits(cell, &Type::Integer, false) || matches!(cell, Cell::Text(_)))
        }
        TimeFormat::Pattern(pattern) => near || pattern != "%Y%m%d",
    }
}

impl Table {
    /// Looks at the rows of a log.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(log: &Log) -> Result<Self, crate::events::Error> {
        let formats = formats();
        let (mut columns, mut rows): (Vec<Column>, u64) = (Vec::new(), 0);
        let mut known = Columns::default();
        let mut missing: Vec<String> = Vec::new();
        let whole = log.rows(&mut known, &mut |cells| {
            for (number, cell) in cells {
                while columns.len() <= *number {
                    columns.push(Column::default());
                }
                if let Some(word) = nothing(cell) {
                    if !missing.iter().any(|known| known == word) {
                        missing.push(word.to_owned());
                    }
                } else if let Some(column) = columns.get_mut(*number) {
                    column.add(cell, &formats);
                }
            }
            rows += 1;
            if rows < MOST_ROWS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        while columns.len() < known.0.len() {
            columns.push(Column::default());
        }
        for (column, path) in columns.iter_mut().zip(&known.0) {
            column.path.clone_from(path);
            column.watched = HashSet::new();
            let failures = &column.failures;
            let few = 20 + column.present / 200;
            let good = |at: usize| failures.get(&at).is_none_or(|count| *count * 100 <= column.present && *count <= few);
            let (present, odd) = (column.present, column.odd);
            column.times = if present == 0 || odd {
                Vec::new()
            } else {
                formats.iter().enumerate().filter(|(at, _)| good(*at)).map(|(_, format)| format.clone()).collect()
            };
        }
        missing.sort();
        Ok(Self { columns, known, rows, whole, missing })
    }

    /// The column at a path.
    pub fn at(&self, number: usize) -> Option<&Column> {
        self.columns.get(number)
    }
}

impl Default for Column {
    fn default() -> Self {
        Self {
            path: Vec::new(),
            present: 0,
            types: vec![Type::Boolean, Type::Integer, Type::Number, Type::Decimal, Type::Date, Type::Timestamp, Type::String],
            comma: false,
            times: Vec::new(),
            local: false,
            odd: false,
            names: true,
            text: false,
            values: IndexMap::new(),
            all_values: true,
            unique: true,
            long: 0,
            failures: BTreeMap::new(),
            watched: HashSet::new(),
        }
    }
}

impl Column {
    fn add(&mut self, cell: &Cell<'_>, formats: &[TimeFormat]) {
        self.present += 1;
        self.odd |= matches!(cell, Cell::Nested(_) | Cell::Odd(_));
        if self.odd {
            return;
        }
        self.text |= matches!(cell, Cell::Text(_) | Cell::Loose(_));
        self.types.retain(|ty| survey::fits(cell, ty, false) || self.comma && survey::fits(cell, ty, true));
        if !self.comma
            && self.present == 1
            && let Cell::Loose(text) = cell
            && text.contains(',')
            && survey::fits(cell, &Type::Number, true)
        {
            (self.comma, self.types) = (true, vec![Type::Number, Type::Decimal, Type::String]);
        }
        let most = 40 + self.present / 100;
        for (at, format) in formats.iter().enumerate() {
            let failed = self.failures.get(&at).copied().unwrap_or(0);
            if failed <= most && !is_time(cell, format) {
                *self.failures.entry(at).or_default() += 1;
            }
        }
        if let Cell::Text(text) | Cell::Loose(text) = cell {
            self.local |= !text.ends_with('Z') && !has_offset(text);
        }
        self.local |= matches!(cell, Cell::Local(_) | Cell::Date(_));
        let name = survey::name(cell);
        self.names &= name.is_some();
        let Some(name) = name else { return };
        self.long += u64::from(name.chars().count() > 80);
        let room = self.values.len() < MOST_VALUES;
        match self.values.get_mut(name.as_ref()) {
            Some(count) => *count += 1,
            None if room => {
                self.values.insert(name.clone().into_owned(), 1);
            }
            None => self.all_values = false,
        }
        if self.unique && self.watched.len() < MOST_WATCHED {
            let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(name.as_ref());
            self.unique = self.watched.insert(hash);
        }
    }

    /// The name without case and signs, of its last key.
    pub fn bare(&self) -> String {
        self.path.last().map_or_else(String::new, |name| super::words::bare(name))
    }
}

fn has_offset(text: &str) -> bool {
    let tail = text.get(text.len().saturating_sub(6)..).unwrap_or_default();
    text.len() > 16 && tail.contains(['+', '-'])
}

/// The word of a cell that stands for nothing.
pub fn nothing<'c>(cell: &'c Cell<'_>) -> Option<&'c str> {
    match cell {
        Cell::Text(text) | Cell::Loose(text) => NOTHING.iter().any(|word| word == text).then_some(text.as_ref()),
        _ => None,
    }
}
