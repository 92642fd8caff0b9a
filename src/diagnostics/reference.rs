//! The reference of all findings, made from the doc comments of their codes; it stands in `docs/findings.md`.

use super::{Code, Group, codes};
use std::fmt::Write;

/// The reference of all findings: a table, then the pages. It stands in `docs/findings.md`.
pub fn reference() -> String {
    let mut out = String::from(
        "# Findings\n\nWhat `funnelc check` can find. The same pages are in the program: `funnelc explain CODE`, and `funnelc explain GROUP`\n\
         lists a group. How findings are allowed and denied, [Checking](checking.md) tells.\n\
         This file is generated from the doc comments in `src/diagnostics/codes/`.\n\n\
         | code | severity | group | what is wrong |\n|---|---|---|---|\n",
    );
    for (group, codes) in by_group() {
        for code in &codes {
            let (severity, summary) = (code.severity.word(), code.summary().replace('|', "\\|"));
            let _ = writeln!(out, "| [`{0}`](#{0}) | {severity} | `{1}` | {summary} |", code.name, group.word());
        }
    }
    for (group, codes) in by_group() {
        let _ = write!(out, "\n## {}\n", group.title());
        for code in &codes {
            let _ = write!(out, "\n### {}\n\n{}", code.name, code.markdown());
        }
    }
    out
}

/// The codes of each group that has any, both in the order in which they are listed.
pub fn by_group() -> impl Iterator<Item = (Group, Vec<&'static Code>)> {
    Group::ALL.into_iter().filter_map(|group| {
        let mut codes: Vec<&Code> = codes::ALL.iter().copied().filter(|code| code.group == group).collect();
        codes.sort_by_key(|code| code.name);
        (!codes.is_empty()).then_some((group, codes))
    })
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
