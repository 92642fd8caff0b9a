//! Columns as fields: their ids, and the types that every value of the log fits.

use super::columns::{Column, Table};
use super::words::{Taken, bare};
use crate::syntax::format::scalar::scalar;
use crate::value::Type;

/// More values than this are no enum.
const MOST_ENUM: usize = 8;
/// Columns of every log; no field can be called so.
const COLUMNS: [&str; 5] = ["subject", "time", "event", "id", "seq"];

/// A column as a field.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "observations that have nothing to do with each other")]
pub struct Field {
    /// The number of the column.
    pub column: usize,
    /// The id.
    pub id: String,
    /// The type as it is written, without `optional`.
    pub ty: String,
    /// Whether the type is an enum, whose `optional` is written otherwise.
    pub values: bool,
    /// Whether it is money.
    pub money: bool,
    /// Few values, so that reports could break down by it.
    pub few: bool,
    /// Whether the column is called as the field is.
    pub own_name: bool,
}

impl Field {
    /// `name: type`, as it stands in the catalog.
    pub fn written(&self, optional: bool) -> String {
        let ty = match (self.values, optional) {
            (true, true) => format!("{{ enum: {}, optional: true }}", self.ty),
            (true, false) => format!("{{ enum: {} }}", self.ty),
            (false, true) => format!("optional {}", self.ty),
            (false, false) => self.ty.clone(),
        };
        format!("{}: {ty}", self.id)
    }
}

/// The columns that can be fields; those with a role are left out.
pub fn fields(table: &Table, roles: &[usize]) -> Vec<Field> {
    let mut taken = Taken::default();
    let mut fields = Vec::new();
    for (number, column) in table.columns.iter().enumerate() {
        if roles.contains(&number) || column.odd || column.present == 0 || column.long * 2 > column.present {
            continue;
        }
        let Some(ty) = ty(column) else { continue };
        let last = column.path.last().map_or("", String::as_str);
        let id = taken.id(last, "field", &|word| COLUMNS.contains(&word));
        let own_name = column.path.len() == 1 && id == last;
        let values = ty == Type::String && is_enum(column, table);
        let few = ty == Type::String && column.all_values && (2..=12).contains(&column.values.len()) && column.present >= 40;
        let written = if values { list(column) } else { word(&ty).to_owned() };
        fields.push(Field { column: number, id, ty: written, values, money: ty == Type::Decimal, few, own_name });
    }
    fields
}

fn ty(column: &Column) -> Option<Type> {
    let fits = |ty: &Type| column.types.contains(ty);
    let named = bare(column.path.last().map_or("", String::as_str));
    let zeros = column.values.keys().any(|value| value.len() > 1 && value.starts_with('0') && !value.contains(['.', ',']));
    let label = named.ends_with("id") || ["code", "zip", "phone", "postal", "version"].iter().any(|word| named.contains(word)) || zeros;
    if fits(&Type::String) && label {
        return Some(Type::String);
    }
    if fits(&Type::Number) && fits(&Type::Decimal) && is_money(&named) {
        return Some(Type::Decimal);
    }
    [Type::Boolean, Type::Integer, Type::Number, Type::Date, Type::Timestamp, Type::String].into_iter().find(|ty| fits(ty))
}

fn is_money(name: &str) -> bool {
    ["amount", "price", "value", "revenue", "cost", "total", "fee", "budget", "mrr", "arr", "expense", "fine", "payment", "salary", "spend"]
        .iter()
        .any(|word| name.contains(word))
}

fn is_enum(column: &Column, table: &Table) -> bool {
    let values = &column.values;
    table.whole
        && column.all_values
        && (2..=MOST_ENUM).contains(&values.len())
        && column.present >= 20 * values.len() as u64
        && values.iter().all(|(value, count)| *count > 1 && value.chars().count() <= 40 && !value.trim().is_empty())
}

fn list(column: &Column) -> String {
    let mut values: Vec<&String> = column.values.keys().collect();
    values.sort();
    let values: Vec<_> = values.into_iter().map(|value| scalar(value, true)).collect();
    format!("[{}]", values.join(", "))
}

fn word(ty: &Type) -> &'static str {
    match ty {
        Type::Boolean => "boolean",
        Type::Integer => "integer",
        Type::Number => "number",
        Type::Decimal => "decimal",
        Type::Date => "date",
        Type::Timestamp => "timestamp",
        Type::Duration => "duration",
        Type::String | Type::Enum(_) | Type::Set => "string",
    }
}
