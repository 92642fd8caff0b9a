//! The reference of all findings, made from the doc comments of their codes; it stands in `docs/findings.md`.

use super::{Code, Group, Severity, codes};
use std::fmt::Write;

impl Group {
    /// All groups, in the order in which they are listed.
    pub const ALL: [Self; 10] = [
        Self::Yaml,
        Self::Expressions,
        Self::Names,
        Self::Types,
        Self::Stages,
        Self::Conditions,
        Self::Scoring,
        Self::Metrics,
        Self::Sources,
        Self::Governance,
    ];

    /// The group as a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Yaml => "YAML itself",
            Self::Expressions => "Expressions",
            Self::Names => "Names",
            Self::Types => "Types",
            Self::Stages => "Stages, triggers and their graph",
            Self::Conditions => "Conditions that never or always hold",
            Self::Scoring => "Scores",
            Self::Metrics => "Metrics, objectives and key results",
            Self::Sources => "Sources",
            Self::Governance => "Owners, agreements and allowances",
        }
    }
}

/// The reference of all findings: a table, then the pages. It stands in `docs/findings.md`.
pub fn reference() -> String {
    let mut out = String::from(
        "# Findings\n\nWhat `funnelc check` can find. The same pages are in the program: `funnelc explain CODE`.\n\
         This file is generated from the doc comments in `src/diagnostics/codes/`.\n",
    );
    for (group, codes) in by_group() {
        let _ = write!(out, "\n## {}\n\n| code | severity | what is wrong |\n|---|---|---|\n", group.title());
        for code in &codes {
            let _ = writeln!(out, "| [`{0}`](#{0}) | {1} | {2} |", code.name, severity(code), summary(code).replace('|', "\\|"));
        }
        for code in &codes {
            let _ = write!(out, "\n### {}\n\n{}", code.name, markdown(code));
        }
    }
    out
}

fn by_group() -> impl Iterator<Item = (Group, Vec<&'static Code>)> {
    Group::ALL.into_iter().filter_map(|group| {
        let mut codes: Vec<&Code> = codes::ALL.iter().copied().filter(|code| code.group == group).collect();
        codes.sort_by_key(|code| code.name);
        (!codes.is_empty()).then_some((group, codes))
    })
}

/// The page without the blank that each line of a doc comment begins with; ends with a line break.
fn markdown(code: &Code) -> String {
    let lines: Vec<&str> = code.page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    lines.join("\n").trim_end().to_owned() + "\n"
}

/// The first line of a page.
fn summary(code: &Code) -> &'static str {
    code.page.lines().next().unwrap_or_default().trim()
}

fn severity(code: &Code) -> &'static str {
    match code.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_fresh() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings.md");
        let wanted = reference();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("docs/ can be made");
            std::fs::write(&path, &wanted).expect("docs/findings.md can be written");
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        let same = wanted.lines().zip(found.lines()).take_while(|(wanted, found)| wanted == found).count();
        assert!(
            wanted == found,
            "docs/findings.md differs from line {}:\n  wanted: {}\n  found:  {}\nrefresh it: UPDATE=1 cargo test --lib the_reference_is_fresh",
            same + 1,
            wanted.lines().nth(same).unwrap_or("(nothing)"),
            found.lines().nth(same).unwrap_or("(nothing)"),
        );
    }
}
