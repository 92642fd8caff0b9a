code! {
    /// A key that means nothing there.
    ///
    /// Every part of a definition has its own keys. One that is misspelt, indented wrongly or from another tool would
    /// have no effect, and the funnel would not do what its author believes.
    ///
    /// ```yaml
    /// triggers:
    ///   qualified: { form: engaged, to: mql }
    /// ```
    ///
    /// What to do: Correct the spelling, move the key to where it belongs, or take it away. A note to the reader is a
    /// comment: `# …`.
    pub YAML_UNKNOWN_KEY = "yaml-unknown-key", Error, Yaml
}
