code! {
    /// A file that is included twice.
    ///
    /// Everything in it would be defined twice.
    ///
    /// ```yaml
    /// include: [parts/scoring.yaml, parts/scoring.yaml]
    /// ```
    ///
    /// What to do: Take one of the two away.
    pub INCLUDE_REPEATED = "include-repeated", Error, Yaml
}
