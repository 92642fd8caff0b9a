//! Owners and sides of agreements that the project's list of teams does not know.

use crate::diagnostics::{Finding, codes, suggest};
use crate::syntax::document::{Document, Project};
use crate::syntax::yaml::{Entries, Text, Written};

/// One finding for each name that is no team; nothing where there is no list.
pub(super) fn check(documents: &[Document], project: &Project, faults: &mut Vec<Finding>) {
    let Some(teams) = project.teams.get() else { return };
    let known: Vec<&str> = teams.iter().map(Text::as_str).collect();
    let mut named: Vec<&Text> = Vec::new();
    for document in documents {
        named.extend(document.owner.get());
        for stage in values(&document.stages) {
            named.extend(stage.owner.get());
            named.extend(stage.agreed_by.get().into_iter().flat_map(|teams| &teams.items));
        }
        for objective in values(&document.okrs) {
            named.extend(objective.owner.get());
            named.extend(values(&objective.initiatives).filter_map(|initiative| initiative.owner.get()));
        }
    }
    for name in named.into_iter().filter(|name| !known.contains(&name.as_str())) {
        let help = suggest::did_you_mean(name.as_str(), known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
            [] => "the list of teams in `funnelc.yaml` is empty".to_owned(),
            few if few.len() <= 8 => {
                format!("the teams are {}", few.iter().map(|team| format!("`{team}`")).collect::<Vec<_>>().join(", "))
            }
            _ => "add it to `teams` in `funnelc.yaml`, or name one of those".to_owned(),
        });
        faults.push(Finding::new(&codes::TEAM_UNKNOWN, name.span, format!("`{}` is no team of this project", name.value)).help(help));
    }
}

fn values<T>(section: &Written<Entries<T>>) -> impl Iterator<Item = &T> {
    section.get().into_iter().flat_map(|entries| &entries.0).filter_map(|entry| entry.value.as_ref())
}
