//! Every figure of a report: what it is, in what unit, how it is worked out, an example, and where the definition comes from.
//!
//! The pages are those of `funnelc explain metric NAME`, of `docs/figures.md`, and of the foot of `report.md`. A test holds the
//! catalogue against the layout of `report.json`, so that no figure is without a term.

mod bottlenecks;
mod cohorts;
mod comparison;
mod conversions;
mod input;
mod labels;
mod levels;
mod objectives;
mod outcomes;
mod reference;
mod series;
mod stages;
mod times;
mod velocity;

pub use reference::reference;

/// A figure of a report.
#[derive(Debug)]
pub struct Term {
    /// In words joined by `-`: `mature-rate`.
    pub name: &'static str,
    /// What its numbers are in.
    pub unit: &'static str,
    /// Where it stands in `report.json`: keys (`mature_rate`), or of one object only (`Stage.subjects`).
    pub keys: &'static [&'static str],
    /// What it is. The first sentence stands alone in lists.
    pub means: &'static str,
    /// How it is worked out.
    pub formula: &'static str,
    /// A small case of it.
    pub example: &'static str,
    /// Where the definition comes from.
    pub source: &'static str,
}

/// The definition is the program's own.
const OWN: &str = "funnelc's own definition";

/// Figures that belong together.
#[derive(Debug)]
pub struct Section {
    /// What they are about.
    pub title: &'static str,
    /// The figures, in the order in which a report shows them.
    pub terms: &'static [Term],
}

/// All figures, in the order of a report.
pub const SECTIONS: &[Section] = &[
    stages::SECTION,
    times::SECTION,
    conversions::SECTION,
    outcomes::SECTION,
    velocity::SECTION,
    bottlenecks::SECTION,
    levels::SECTION,
    objectives::SECTION,
    cohorts::SECTION,
    series::SECTION,
    comparison::SECTION,
    input::SECTION,
];

/// Every figure.
pub fn all() -> impl Iterator<Item = &'static Term> {
    SECTIONS.iter().flat_map(|section| section.terms)
}

/// The figure of a name, also where it is written as in `report.json`, with underscores, or as in the summary, with blanks and as its
/// tables call it.
pub fn find(name: &str) -> Option<&'static Term> {
    let name = name.replace(['_', ' '], "-").to_lowercase();
    let named = |name: &str| all().find(|term| term.name == name);
    let labelled = || labels::LABELS.iter().find(|(label, _)| *label == name).and_then(|(_, term)| named(term));
    let keyed = || all().find(|term| term.keys.iter().any(|key| last(key).replace('_', "-") == name));
    named(&name).or_else(labelled).or_else(keyed)
}

/// The figure that a key of an object of `report.json` is.
pub fn of_key(object: &str, key: &str) -> Option<&'static Term> {
    let own = format!("{object}.{key}");
    all().find(|term| term.keys.contains(&own.as_str())).or_else(|| all().find(|term| term.keys.contains(&key)))
}

fn last(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

impl Term {
    /// The first sentence of what it is.
    pub fn summary(&self) -> &'static str {
        self.means.find(". ").map_or(self.means, |end| &self.means[..=end])
    }

    /// The page as Markdown, without its heading.
    pub fn markdown(&self) -> String {
        let keys: Vec<String> = self.keys.iter().map(|key| format!("`{key}`")).collect();
        format!(
            "{}\n\n- Unit: {}\n- Formula: `{}`\n- Example: {}\n- Source: {}\n- In `report.json`: {}\n",
            self.means,
            self.unit,
            self.formula,
            self.example,
            self.source,
            keys.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_whole_and_their_names_unique() {
        let mut names = std::collections::BTreeSet::new();
        for term in all() {
            assert!(names.insert(term.name), "{} stands twice", term.name);
            assert!(term.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{}", term.name);
            for text in [term.unit, term.means, term.formula, term.example, term.source] {
                assert!(text.len() > 1, "{}", term.name);
            }
            assert!(term.means.ends_with('.') && term.example.ends_with('.'), "{}", term.name);
            assert!(!term.formula.contains('`') && !term.keys.is_empty(), "{}", term.name);
        }
    }

    #[test]
    fn a_figure_is_found_by_its_name_and_by_its_key() {
        for name in ["mature-rate", "mature_rate", "Mature-Rate"] {
            assert_eq!(find(name).map(|term| term.name), Some("mature-rate"), "{name}");
        }
        assert_eq!(find("per_week").map(|term| term.name), Some("moves-per-week"));
        assert_eq!(of_key("Stage", "subjects").map(|term| term.name), Some("subjects"));
        assert_eq!(of_key("Input", "subjects").map(|term| term.name), Some("subjects-seen"));
        assert_eq!(find("of previous").map(|term| term.name), Some("rate"));
        assert!(find("nothing-of-the-kind").is_none());
    }

    #[test]
    fn every_label_has_its_term_and_is_no_name_itself() {
        for (label, name) in labels::LABELS {
            assert!(all().any(|term| term.name == *name), "{label}: no term `{name}`");
            assert!(all().all(|term| term.name != *label), "{label} is a name itself");
        }
    }

    #[test]
    fn no_key_is_two_figures() {
        let mut keys: Vec<&str> = all().flat_map(|term| term.keys).copied().collect();
        keys.sort_unstable();
        let twice: Vec<&str> = keys.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
