//! JSON Schemas of what the program reads and writes, for editors and other programs.
//!
//! Each kind is a line of [`KINDS`]: its schema is made of the very structs that read or write it, and its descriptions are
//! their doc comments. `docs/schema/` holds them all, and a test keeps them fresh.

use crate::render::findings::FoundDocument;
use crate::render::suite::ResultDocument;
use crate::report::Report;
use crate::review::Diff;
use crate::syntax::document::{Document, Project};
use crate::syntax::suite;
use crate::trace::Trace;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// What has a schema.
pub struct Kind {
    /// Its name on the command line, and of its file in `docs/schema/`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    make: fn(SchemaSettings) -> schemars::Schema,
    /// Whether people write it, and not the program.
    written_by_people: bool,
}

/// Everything that has a schema; the first is meant where none is named.
pub const KINDS: &[Kind] = &[
    Kind::read::<Document>("funnel", "a definition, whole or a part of it"),
    Kind::read::<suite::Document>("tests", "a file of tests of a definition"),
    Kind::read::<Project>("project", "`funnelc.yaml`, what holds for all definitions of a project"),
    Kind::made::<Report>("report", "`report.json`, which `funnelc run --out` writes"),
    Kind::made::<Diff>("diff", "what `funnelc diff --format json` prints"),
    Kind::made::<Trace>("trace", "what `funnelc trace --format json` prints"),
    Kind::made::<ResultDocument>("results", "what `funnelc test --format json` prints"),
    Kind::made::<FoundDocument>("findings", "what `funnelc check --format json` prints"),
];

/// The draft of JSON Schema that a schema is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    /// Draft 7, which every editor knows.
    Draft07,
    /// Draft 2020-12.
    Draft202012,
}

impl Kind {
    /// Something that people write and the program reads.
    const fn read<T: JsonSchema>(name: &'static str, about: &'static str) -> Self {
        Self { name, about, make: root::<T>, written_by_people: true }
    }

    /// Something that the program writes: every key is always there.
    const fn made<T: JsonSchema>(name: &'static str, about: &'static str) -> Self {
        Self { name, about, make: root::<T>, written_by_people: false }
    }

    /// The kind of that name.
    pub fn find(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// The schema.
    pub fn schema(&self, draft: Draft) -> Value {
        let settings = match draft {
            Draft::Draft07 => SchemaSettings::draft07(),
            Draft::Draft202012 => SchemaSettings::draft2020_12(),
        };
        let settings = if self.written_by_people { settings.for_deserialize() } else { settings.for_serialize() };
        (self.make)(settings).to_value()
    }

    /// The schema as text, ending in a line feed.
    pub fn text(&self, draft: Draft) -> String {
        format!("{:#}\n", self.schema(draft))
    }
}

fn root<T: JsonSchema>(settings: SchemaSettings) -> schemars::Schema {
    settings.into_generator().into_root_schema_for::<T>()
}

#[cfg(test)]
mod tests;
