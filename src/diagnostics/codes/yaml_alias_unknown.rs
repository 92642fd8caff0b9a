code! {
    /// An alias of a value that is not marked.
    ///
    /// `*name` repeats the value marked with `&name` further up in the same file. Nothing there has that mark.
    ///
    /// ```yaml
    /// stages:
    ///   mql: &mine { owner: marketing }
    ///   sal: *mien
    /// ```
    ///
    /// What to do: Correct the spelling, or mark the value. Marks do not reach over `include`: every file has its
    /// own. A text that begins with `*` goes in quotes.
    pub YAML_ALIAS_UNKNOWN = "yaml-alias-unknown", Error, Yaml
}
