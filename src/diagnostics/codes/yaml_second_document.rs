code! {
    /// A second document in one file.
    ///
    /// A line `---` begins a new YAML document. A file holds one definition; what follows would be ignored by some
    /// readers and win in others.
    ///
    /// ```yaml
    /// funnel: leads
    /// ---
    /// funnel: partners
    /// ```
    ///
    /// What to do: Put it into a file of its own; if it is a part of this definition, name that file under `include`.
    pub YAML_SECOND_DOCUMENT = "yaml-second-document", Error, Yaml
}
