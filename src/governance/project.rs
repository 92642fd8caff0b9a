//! Allowances in the project file.

use super::{Governance, Rule};
use crate::diagnostics::{Finding, codes};
use crate::syntax::document::{Allowance, Project};
use crate::syntax::yaml::{Entries, Entry, Written};

impl Governance {
    /// Reads `allow` and `deny`.
    pub(super) fn project(&mut self, project: &Project, today: i32) {
        let entries = |written: &Written<Entries<Allowance>>| written.get().map_or_else(Vec::new, |entries| entries.0.clone());
        let (allow, deny) = (entries(&project.allow), entries(&project.deny));
        for entry in &deny {
            if let Some(other) = allow.iter().find(|other| other.key.value == entry.key.value) {
                let message = format!("`{}` is both allowed and denied", entry.key.value);
                let finding = Finding::new(&codes::ALLOWANCE_CONTRADICTS, entry.key.span, message).label("denied, which counts");
                self.faults.push(finding.other(other.key.span, "allowed").help("take one of the two out"));
            }
        }
        self.allowed = allow.iter().filter_map(|entry| self.entry(entry, false, today)).collect();
        self.denied = deny.iter().filter_map(|entry| self.entry(entry, true, today)).collect();
    }

    fn entry(&mut self, entry: &Entry<Allowance>, deny: bool, today: i32) -> Option<Rule> {
        let name = &entry.key;
        let allowance = entry.value.as_ref()?;
        let said = match &allowance.because {
            Written::Given(because) => !because.value.trim().is_empty(),
            Written::Absent => false,
            Written::Wrong(_) => true,
        };
        if !said {
            let message = format!("`{}` is {} without a reason", name.value, if deny { "denied" } else { "allowed" });
            let finding = Finding::new(&codes::ALLOWANCE_WITHOUT_REASON, name.span, message);
            self.faults.push(finding.help(format!("say why: `{}: the CRM still sends it`", name.value)));
        }
        let over = match &allowance.until {
            Written::Given(until) => self.is_over(&until.value, until.span, today)?,
            Written::Absent => false,
            Written::Wrong(_) => return None,
        };
        let what = self.named(&name.value, name.span, deny)?;
        Some(Rule { what, span: name.span, within: None, over, used: false })
    }
}
