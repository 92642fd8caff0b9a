code! {
    /// YAML that cannot be read.
    ///
    /// The layout is not YAML: a bracket or quote is not closed, a line is indented unlike its neighbours, a tab
    /// indents, a text begins with a sign that YAML keeps for itself. The entry it stands in is not read; the others
    /// are.
    ///
    /// ```yaml
    /// stages:
    ///   mql: { owner: marketing
    ///   sal: { owner: sales }
    /// ```
    ///
    /// What to do: Do what the finding says. In doubt put a text in quotes and align keys in one column with spaces.
    pub YAML_SYNTAX = "yaml-syntax", Error, Yaml
}
