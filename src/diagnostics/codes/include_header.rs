code! {
    /// A header key in an included file.
    ///
    /// `funnel`, `title`, `owner`, `subject` and `calendar` say something of the whole funnel. They stand in the main
    /// file, once; an included file holds sections.
    ///
    /// ```yaml
    /// # parts/scoring.yaml
    /// funnel: leads
    /// scoring: {}
    /// ```
    ///
    /// What to do: Move the key to the main file.
    pub INCLUDE_HEADER = "include-header", Error, Yaml
}
