//! What a team has agreed on: findings that are allowed or denied, by line or for the whole project, and who the teams are.
//!
//! An allowance names a code or a group and says why. It silences warnings, and those errors that leave a definition with a
//! meaning ([`Code::can_be_allowed`]); one that is over, or that silences nothing, is itself a finding. A denial makes an error of
//! a warning; that there is nothing to deny is what it is for.

use crate::diagnostics::{Code, Finding, Findings, Group, Severity, Sources, codes, suggest};
use crate::span::{FileId, Span};
use crate::syntax::document::{Document, Project};
use crate::time::date;
use std::ops::Range;

mod comment;
mod crowd;
mod project;
mod scope;
mod teams;
#[cfg(test)]
mod tests;

pub use crowd::gathered;

/// What is allowed and denied, of one definition.
#[derive(Debug, Default)]
pub struct Governance {
    /// By comments in the definition.
    lines: Vec<Rule>,
    lines_denied: Vec<Rule>,
    /// By the project file.
    allowed: Vec<Rule>,
    denied: Vec<Rule>,
    /// What is wrong with all these.
    faults: Vec<Finding>,
}

/// A code or a group that is allowed or denied.
#[derive(Debug)]
struct Rule {
    what: What,
    /// The bytes of its name.
    span: Span,
    /// Where it counts; everywhere without.
    within: Option<(FileId, Range<usize>)>,
    /// Whether its last day is over.
    over: bool,
    used: bool,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Code(&'static Code),
    Group(Group),
}

/// What is left of the findings of a definition.
pub struct Settled {
    /// As they are to be shown, in order.
    pub findings: Vec<Finding>,
    /// What the project file allows and this definition has not: of interest where all its definitions are looked at.
    pub idle: Vec<Finding>,
}

impl Governance {
    /// Reads the comments of a definition and the project file above it. `today` is a day since 1970-01-01.
    pub fn of(documents: &[Document], project: Option<&Project>, sources: &Sources, today: i32) -> Self {
        let mut governance = Self::default();
        for document in documents {
            let text = sources.get(document.span.file).map_or("", |file| file.text.as_str());
            for comment in &document.comments {
                governance.comment(comment, text, today);
            }
        }
        if let Some(project) = project {
            governance.project(project, today);
            teams::check(documents, project, &mut governance.faults);
        }
        governance
    }

    /// Applies what is agreed to the findings of the definition. `whole`: every check has looked at it, so that what silenced
    /// nothing never will.
    pub fn settle(mut self, findings: &Findings, whole: bool) -> Settled {
        let mut left = Findings::default();
        left.extend(findings.sorted().into_iter().filter(|finding| !self.silenced_by_line(finding)));
        left.extend(std::mem::take(&mut self.faults));
        if whole {
            left.extend(self.lines.iter().filter(|rule| !rule.used && !rule.over).filter_map(idle));
        }
        let findings = left.sorted().into_iter().filter_map(|finding| self.as_agreed(finding)).collect();
        let idle = self.allowed.iter().filter(|rule| whole && !rule.used && !rule.over).filter_map(idle).collect();
        Settled { findings, idle }
    }

    fn silenced_by_line(&mut self, finding: &Finding) -> bool {
        if !finding.code.can_be_allowed() || self.denied_by_line(finding) {
            return false;
        }
        let mut silenced = false;
        for rule in self.lines.iter_mut().filter(|rule| rule.covers(finding)) {
            rule.used = true;
            silenced = true;
        }
        silenced
    }

    fn denied_by_line(&self, finding: &Finding) -> bool {
        self.lines_denied.iter().any(|rule| rule.covers(finding))
    }

    /// What a line says counts before what the project says, and of that what is said of a code before what is said of its group.
    fn as_agreed(&mut self, mut finding: Finding) -> Option<Finding> {
        if self.denied_by_line(&finding) {
            finding.severity = Severity::Error;
            return Some(finding);
        }
        for group in [false, true] {
            let fits = |rule: &Rule| matches!(rule.what, What::Group(_)) == group && rule.is_of(finding.code) && !rule.over;
            if self.denied.iter().any(fits) {
                finding.severity = Severity::Error;
                return Some(finding);
            }
            if let Some(rule) = self.allowed.iter_mut().find(|rule| fits(rule))
                && finding.code.can_be_allowed()
            {
                rule.used = true;
                return None;
            }
        }
        Some(finding)
    }

    /// What a name in an allowance means; nothing where it is a finding.
    fn named(&mut self, name: &str, span: Span, deny: bool) -> Option<What> {
        if let Some(group) = Group::ALL.into_iter().find(|group| group.word() == name) {
            return Some(What::Group(group));
        }
        let Some(code) = codes::find(name) else {
            let known = Group::ALL.iter().map(|group| group.word()).chain(codes::ALL.iter().map(|code| code.name));
            let help = suggest::did_you_mean(name, known).unwrap_or_else(|| "`funnelc explain` lists the codes and groups".to_owned());
            let finding = Finding::new(&codes::ALLOWANCE_UNKNOWN, span, format!("no finding and no group of findings is called `{name}`"));
            self.faults.push(finding.help(help));
            return None;
        };
        if !deny && !code.can_be_allowed() {
            let finding =
                Finding::new(&codes::ALLOWANCE_OF_ERROR, span, format!("`{name}` cannot be allowed: it leaves no meaning to run"));
            self.faults.push(finding.help("mend what it is about; warnings can be allowed"));
            return None;
        }
        Some(What::Code(code))
    }

    /// Whether a last day is over; a finding where it is, or is no day.
    fn is_over(&mut self, until: &str, span: Span, today: i32) -> Option<bool> {
        let Ok(day) = date::parse(until) else {
            let finding = Finding::new(&codes::ALLOWANCE_UNREADABLE, span, format!("`{until}` is no day"));
            self.faults.push(finding.help("write the last day on which it is allowed, for example `until 2026-12-31`"));
            return None;
        };
        if day < today {
            let message = format!("this was agreed until {}, and that is over", date::format(day));
            let finding = Finding::new(&codes::ALLOWANCE_EXPIRED, span, message);
            self.faults.push(finding.help("mend what it silenced, or agree on another day"));
        }
        Some(day < today)
    }
}

impl Rule {
    /// Whether a rule of a line still counts, and for this finding.
    fn covers(&self, finding: &Finding) -> bool {
        let here = |(file, bytes): &(FileId, Range<usize>)| *file == finding.span.file && bytes.contains(&(finding.span.start as usize));
        !self.over && self.is_of(finding.code) && self.within.as_ref().is_some_and(here)
    }

    fn is_of(&self, code: &Code) -> bool {
        match self.what {
            What::Code(named) => named.name == code.name,
            What::Group(group) => group == code.group,
        }
    }
}

/// The finding that an allowance has nothing to do. What depends on the day may have something to do tomorrow.
fn idle(rule: &Rule) -> Option<Finding> {
    let name = match rule.what {
        What::Code(code) if code.name == codes::OBJECTIVE_OVER.name => return None,
        What::Code(code) => code.name,
        What::Group(group) => group.word(),
    };
    let place = if rule.within.is_some() { "here" } else { "in this definition" };
    let finding = Finding::new(&codes::ALLOWANCE_UNUSED, rule.span, format!("`{name}` is allowed, and nothing of it is found {place}"));
    Some(finding.help("take it out, so that it does not hide what comes later"))
}
