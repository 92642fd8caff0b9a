code! {
    /// A file that is no UTF-8 text.
    ///
    /// A definition is text in UTF-8. Other encodings (windows-1250, UTF-16) and control characters cannot be read
    /// without guessing at names.
    ///
    /// ```yaml
    /// title: "the byte 0xB3 where `ł` was meant"
    /// ```
    ///
    /// What to do: Save the file as UTF-8. Exports in other encodings are fine: that is what `encoding:` of a source
    /// is for.
    pub YAML_ENCODING = "yaml-encoding", Error, Yaml
}
