//! Which subjects are one, and what that one is called (L2).

use super::order::by_order;
use super::rows::Row;
use crate::eval::eval;
use crate::model::Model;
use crate::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// The names that subjects go by once all links are followed.
#[derive(Debug, Default)]
pub struct Identities {
    /// A name that is one subject with this name; those who stand for themselves are not in it.
    parent: HashMap<Arc<str>, Arc<str>>,
    /// What the subject that a root stands for is called.
    called: HashMap<Arc<str>, Arc<str>>,
}

impl Identities {
    /// Follows every link of the log, those of events that are duplicates too.
    pub fn of(model: &Model, rows: &[Row]) -> Self {
        let mut linking: Vec<(&Row, Arc<str>)> = rows.iter().filter_map(|row| Some((row, link(model, row)?))).collect();
        linking.sort_by(|a, b| by_order(a.0, b.0));
        let mut identities = Self::default();
        for (row, other) in &linking {
            let (Some(subject), other) = (row.subject.as_ref().map(|name| identities.root(name)), identities.root(other)) else { continue };
            if subject != other {
                identities.parent.insert(other, subject);
            }
        }
        // the last one in order names the whole
        for (row, _) in &linking {
            let Some(name) = &row.subject else { continue };
            identities.called.insert(identities.root(name), name.clone());
        }
        identities
    }

    /// What the subject of that name is called.
    pub fn name(&self, name: &Arc<str>) -> Arc<str> {
        let root = self.root(name);
        self.called.get(&root).cloned().unwrap_or(root)
    }

    fn root(&self, name: &Arc<str>) -> Arc<str> {
        let mut name = name;
        while let Some(parent) = self.parent.get(name) {
            name = parent;
        }
        name.clone()
    }
}

/// The id that an event says is one subject with its own; an empty one links nothing.
fn link(model: &Model, row: &Row) -> Option<Arc<str>> {
    match eval(model.events[row.event].links.as_ref()?, model, row) {
        Value::Text(id) if !id.is_empty() => Some(id),
        Value::Integer(id) => Some(Arc::from(id.to_string())),
        _ => None,
    }
}
