//! The reference of all figures; it stands in `docs/figures.md`.

use super::SECTIONS;
use std::fmt::Write as _;

/// A table for each section, then the pages.
pub fn reference() -> String {
    let mut out = String::from(
        "# Figures of a report\n\nWhat each number of a report means. The same pages are in the program: `funnelc explain metric NAME`.\n\
         Figures of your own are the `metrics` of a definition ([metrics and objectives](metrics.md)).\n\n\
         A figure that cannot be known is `null` in `report.json` and \"no data\" in words, never 0: a share of nobody, a median of no\n\
         durations, a progress without a baseline. This file is generated from `src/glossary/`.\n",
    );
    for section in SECTIONS {
        let _ = write!(out, "\n## {}\n\n| figure | unit | what it is |\n|---|---|---|\n", section.title);
        for term in section.terms {
            let _ = writeln!(out, "| [`{0}`](#{0}) | {1} | {2} |", term.name, term.unit, term.summary().replace('|', "\\|"));
        }
        for term in section.terms {
            let _ = write!(out, "\n### {}\n\n{}", term.name, term.markdown());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_fresh() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/figures.md");
        let wanted = reference();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &wanted).expect("docs/figures.md can be written");
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        let same = wanted.lines().zip(found.lines()).take_while(|(wanted, found)| wanted == found).count();
        assert!(
            wanted == found,
            "docs/figures.md differs from line {}: refresh it with UPDATE=1 cargo test --lib the_reference_is_fresh",
            same + 1
        );
    }
}
