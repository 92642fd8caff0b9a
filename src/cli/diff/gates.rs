//! The gates of a project file, as shares.

use crate::cli::Error;
use crate::review::Gates;
use crate::syntax::document::Project;
use std::path::Path;

/// The gates that a project file sets.
pub(super) fn gates(path: &Path, project: &Project) -> Result<Gates, Error> {
    let mut gates = Gates::default();
    let Some(written) = project.impact.get() else { return Ok(gates) };
    let share = |key: &str, text: &str| {
        share(text).ok_or_else(|| Error::new(format!("`{}`: `{key}: {text}` is no share", path.display())).help("write `5%` or `0.05`"))
    };
    if let Some(text) = written.max_moved.get() {
        gates.max_moved = Some(share("max_moved", &text.value)?);
    }
    for entry in written.max_change.get().into_iter().flat_map(|entries| &entries.0) {
        let Some(text) = &entry.value else { continue };
        gates.max_change.insert(entry.key.value.clone(), share(&entry.key.value, &text.value)?);
    }
    Ok(gates)
}

/// `5%` or `0.05`.
fn share(text: &str) -> Option<f64> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    match text.trim().strip_suffix('%') {
        Some(percent) => number(percent).map(|percent| percent / 100.0),
        None => number(text),
    }
}
