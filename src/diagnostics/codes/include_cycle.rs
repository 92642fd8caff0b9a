code! {
    /// Files that include each other.
    ///
    /// A file is included by a file that it includes, so the definition would never end.
    ///
    /// ```yaml
    /// # parts/scoring.yaml
    /// include: [../funnel.yaml]
    /// ```
    ///
    /// What to do: Take one of the two away: only what is included by nobody needs to include the others.
    pub INCLUDE_CYCLE = "include-cycle", Error, Yaml
}
