//! CODEOWNERS: who a code host asks for a file, and the lines that ask the teams of a definition.

/// The owners of a file by a CODEOWNERS file: those of the last line whose pattern takes it. `path` is from the repository's root.
pub fn owners(codeowners: &str, path: &str) -> Vec<String> {
    let mut owners = Vec::new();
    for line in codeowners.lines() {
        let line = line.split(" #").next().unwrap_or_default().trim();
        let mut words = line.split_whitespace();
        let Some(pattern) = words.next().filter(|pattern| !pattern.starts_with(['#', '[', '^'])) else { continue };
        if takes(pattern, path) {
            owners = words.map(str::to_owned).collect();
        }
    }
    owners
}

/// Whether an owner such as `@org/sales` or `@sales` is a team.
pub fn is_team(owner: &str, team: &str) -> bool {
    let name = owner.trim_start_matches('@');
    let name = name.rsplit_once('/').map_or(name, |(_, name)| name);
    slug(name) == slug(team)
}

/// A team's name as hosts write it.
pub fn slug(team: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    team.trim().chars().map(plain).collect()
}

/// Whether a pattern (those of gitignore without `!` and `[`) takes a path.
fn takes(pattern: &str, path: &str) -> bool {
    let anchored = pattern.trim_end_matches('/').contains('/');
    let whole = pattern.trim_start_matches('/');
    let folder = whole.ends_with('/');
    let whole = whole.trim_end_matches('/');
    let pattern: Vec<&str> = whole.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    let starts = if anchored { 0..=0 } else { 0..=path.len().saturating_sub(1) };
    // a pattern that takes a folder takes what is in it; one that ends in `/*` takes the files of that folder only
    let deep = pattern.last() != Some(&"*");
    starts.into_iter().any(|start| {
        (start + 1..=path.len()).any(|end| {
            let takes_rest = end == path.len() && !folder || end < path.len() && (deep || folder);
            takes_rest && segments(&pattern, &path[start..end])
        })
    })
}

fn segments(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), _) => segments(rest, path) || path.split_first().is_some_and(|(_, path)| segments(pattern, path)),
        (Some((first, rest)), Some((name, path))) => glob(first.as_bytes(), name.as_bytes()) && segments(rest, path),
        (None, Some(_)) | (Some(_), None) => false,
    }
}

fn glob(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern.split_first(), name.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => glob(rest, name) || name.split_first().is_some_and(|(_, name)| glob(pattern, name)),
        (Some((b'?', rest)), Some((_, name))) => glob(rest, name),
        (Some((a, rest)), Some((b, name))) => a == b && glob(rest, name),
        (None, Some(_)) | (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_take_what_a_host_lets_them_take() {
        for (pattern, path, taken) in [
            ("*", "funnels/b2b/funnel.yaml", true),
            ("*.yaml", "funnels/b2b/funnel.yaml", true),
            ("*.yml", "funnels/b2b/funnel.yaml", false),
            ("/funnels/", "funnels/b2b/funnel.yaml", true),
            ("funnels/", "a/funnels/b2b/funnel.yaml", true),
            ("/funnels/", "a/funnels/b2b/funnel.yaml", false),
            ("/funnels/*", "funnels/funnel.yaml", true),
            ("/funnels/*", "funnels/b2b/funnel.yaml", false),
            ("/funnels/**", "funnels/b2b/funnel.yaml", true),
            ("/**/b2b/*.yaml", "funnels/b2b/funnel.yaml", true),
            ("/funnels/b2b", "funnels/b2b/funnel.yaml", true),
            ("/funnels/b2c", "funnels/b2b/funnel.yaml", false),
            ("/funnels/b2?/funnel.yaml", "funnels/b2b/funnel.yaml", true),
        ] {
            assert_eq!(takes(pattern, path), taken, "{pattern} {path}");
        }
    }

    #[test]
    fn the_last_line_that_takes_a_file_counts() {
        let file = "# who\n* @org/everyone\n/funnels/ @org/marketing @org/Sales # both\n/funnels/b2c/ @org/shop\n";
        assert_eq!(owners(file, "funnels/b2b/funnel.yaml"), ["@org/marketing", "@org/Sales"]);
        assert_eq!(owners(file, "README.md"), ["@org/everyone"]);
        assert!(is_team("@org/Sales", "sales") && is_team("@sales", "sales") && is_team("@org/sales-ops", "sales ops"));
        assert!(!is_team("@org/presales", "sales"));
    }
}
