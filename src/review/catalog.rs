//! Whether two definitions read a log alike.

use crate::model::{Event, Model};

/// Whether one reading of a log serves both: the same events, fields, columns, links, sources and time zone.
pub fn share_catalog(old: &Model, new: &Model) -> bool {
    let events = |a: &Event, b: &Event| {
        let links = |model: &Model, event: &Event| event.links.as_ref().map(|links| model.print(links));
        a.name == b.name
            && (&a.alias, a.has_subject) == (&b.alias, b.has_subject)
            && links(old, a) == links(new, b)
            && a.fields.len() == b.fields.len()
            && a.fields.iter().zip(&b.fields).all(|(a, b)| (&a.name, &a.ty, a.optional, a.column) == (&b.name, &b.ty, b.optional, b.column))
    };
    let sources = |model: &Model| model.sources.iter().map(|source| (source.name.clone(), model.source_text(source))).collect::<Vec<_>>();
    old.calendar.zone.name() == new.calendar.zone.name()
        && old.events.len() == new.events.len()
        && old.events.iter().zip(new.events.iter()).all(|(a, b)| events(a, b))
        && old.columns.iter().eq(new.columns.iter())
        && sources(old) == sources(new)
}
