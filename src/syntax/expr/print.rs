//! Expression tree → text in its one canonical form: blanks where they belong, brackets only where precedence needs them.

use super::literal::write_text;
use super::{Argument, Binary, Call, Expr, ExprKind, Name, keywords};
use crate::time::{date, duration, instant};
use pest::unicode::{XID_CONTINUE, XID_START};

impl Binary {
    /// How it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Contains => "contains",
            Self::StartsWith => "starts with",
            Self::EndsWith => "ends with",
            Self::Matches => "matches",
            Self::Else => "else",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Join => "++",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }

    /// How tightly it binds (L4), from 1; `not` is 3, unary `-` is 8.
    pub fn precedence(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessEqual
            | Self::Greater
            | Self::GreaterEqual
            | Self::In
            | Self::NotIn
            | Self::Contains
            | Self::StartsWith
            | Self::EndsWith
            | Self::Matches => COMPARISON,
            Self::Else => 5,
            Self::Add | Self::Subtract | Self::Join => 6,
            Self::Multiply | Self::Divide => 7,
        }
    }
}

const NOT: u8 = 3;
const COMPARISON: u8 = 4;
const NEGATE: u8 = 8;
const PRIMARY: u8 = 9;

/// The canonical text of an expression; parsing it gives the same tree.
pub fn print(expr: &Expr) -> String {
    let mut out = String::new();
    write(expr, 0, &mut out);
    out
}

/// Writes an expression that must bind at least as tightly as `least`.
fn write(expr: &Expr, least: u8, out: &mut String) {
    if precedence(expr) < least {
        out.push('(');
        write(expr, 0, out);
        out.push(')');
        return;
    }
    match &expr.kind {
        ExprKind::Boolean(truth) => out.push_str(if *truth { "true" } else { "false" }),
        ExprKind::Integer(value) => out.push_str(&value.to_string()),
        ExprKind::Fraction { digits, percent } => {
            out.push_str(digits);
            if *percent {
                out.push('%');
            }
        }
        ExprKind::Text(text) => out.push_str(&write_text(text)),
        ExprKind::Duration(micros) => out.push_str(&duration::format(*micros)),
        ExprKind::Date(days) => out.push_str(&date::format(*days)),
        ExprKind::Timestamp(micros) => out.push_str(&instant::format(*micros)),
        ExprKind::List(items) => {
            out.push('[');
            separated(items, out, |item, out| write(item, 0, out));
            out.push(']');
        }
        ExprKind::Path(names) => path(names, out),
        ExprKind::Not(value) => {
            out.push_str("not ");
            // Precedence asks for no brackets around a comparison; readers do.
            write(value, if precedence(value) == COMPARISON { COMPARISON + 1 } else { NOT }, out);
        }
        ExprKind::Negate(value) => {
            out.push('-');
            write(value, NEGATE, out);
        }
        ExprKind::Binary(binary, left, right, _) => {
            let level = binary.precedence();
            // From the left; comparisons do not chain on either side.
            write(left, if level == COMPARISON { level + 1 } else { level }, out);
            out.push(' ');
            out.push_str(binary.sign());
            out.push(' ');
            write(right, level + 1, out);
        }
        ExprKind::Is { value, present } => {
            write(value, COMPARISON + 1, out);
            out.push_str(if *present { " is present" } else { " is missing" });
        }
        ExprKind::Call(call) => write_call(call, out),
    }
}

fn precedence(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Not(_) => NOT,
        ExprKind::Negate(_) => NEGATE,
        ExprKind::Binary(binary, ..) => binary.precedence(),
        ExprKind::Is { .. } => COMPARISON,
        ExprKind::Boolean(_)
        | ExprKind::Integer(_)
        | ExprKind::Fraction { .. }
        | ExprKind::Text(_)
        | ExprKind::Duration(_)
        | ExprKind::Date(_)
        | ExprKind::Timestamp(_)
        | ExprKind::List(_)
        | ExprKind::Path(_)
        | ExprKind::Call(_) => PRIMARY,
    }
}

fn write_call(call: &Call, out: &mut String) {
    out.push_str(&call.name.text);
    out.push('(');
    separated(&call.arguments, out, |argument, out| match argument {
        Argument::Value(value) => write(value, 0, out),
        Argument::Arrow { from, filter, to } => {
            write(from, 0, out);
            if let Some(filter) = filter {
                out.push_str(" where ");
                write(filter, 0, out);
            }
            out.push_str(" -> ");
            write(to, 0, out);
        }
        Argument::Period(period) => out.push_str(&period.text),
    });
    if let Some(filter) = &call.filter {
        out.push_str(" where ");
        write(filter, 0, out);
    }
    if let Some((micros, _)) = call.last {
        out.push_str(" in last ");
        out.push_str(&duration::format(micros));
    }
    if let Some((micros, _)) = call.within {
        out.push_str(" within ");
        out.push_str(&duration::format(micros));
    }
    out.push(')');
}

fn path(names: &[Name], out: &mut String) {
    for (at, name) in names.iter().enumerate() {
        let mut chars = name.text.chars();
        let word = chars.next().is_some_and(|first| first == '_' || XID_START(first)) && chars.all(XID_CONTINUE);
        if at == 0 && word && !keywords::starts_no_path(&name.text) {
            out.push_str(&name.text);
        } else if at > 0 && word {
            out.push('.');
            out.push_str(&name.text);
        } else {
            out.push('[');
            out.push_str(&write_text(&name.text));
            out.push(']');
        }
    }
}

fn separated<T>(items: &[T], out: &mut String, mut write: impl FnMut(&T, &mut String)) {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        write(item, out);
    }
}
