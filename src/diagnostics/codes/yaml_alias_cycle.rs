code! {
    /// An alias within the value it repeats.
    ///
    /// `*name` stands for the value marked `&name`. Inside that very value it would never end.
    ///
    /// ```yaml
    /// triggers: &all
    ///   qualified: *all
    /// ```
    ///
    /// What to do: Write out what is meant there.
    pub YAML_ALIAS_CYCLE = "yaml-alias-cycle", Error, Yaml
}
