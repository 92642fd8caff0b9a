code! {
    /// A key written twice in one map.
    ///
    /// YAML readers disagree on which of the two counts, so a stage or trigger written twice would silently lose one
    /// of its meanings. The second is not read.
    ///
    /// ```yaml
    /// stages:
    ///   mql: { owner: marketing }
    ///   sal: { owner: sales }
    ///   mql: { owner: sales }
    /// ```
    ///
    /// What to do: Keep one of them, or rename one.
    pub YAML_DUPLICATE_KEY = "yaml-duplicate-key", Error, Yaml
}
