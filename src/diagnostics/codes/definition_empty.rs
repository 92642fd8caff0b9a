code! {
    /// A file without a definition.
    ///
    /// The file is empty, or holds nothing but comments. A funnel needs at least its events and its stages, so
    /// nothing can be checked or replayed.
    ///
    /// ```yaml
    /// # only a comment
    /// ```
    ///
    /// What to do: Write the sections, or take the file out of `include`.
    pub DEFINITION_EMPTY = "definition-empty", Error, Yaml
}
