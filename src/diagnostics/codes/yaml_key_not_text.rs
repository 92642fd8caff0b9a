code! {
    /// A key that is no text.
    ///
    /// Every key of a definition is a word: a section, a name, a setting. Here a list, a map or nothing stands before
    /// the `:`.
    ///
    /// ```yaml
    /// stages:
    ///   [mql, sal]: { owner: marketing }
    /// ```
    ///
    /// What to do: Write one entry for each name. A text that begins with a bracket or brace goes in quotes.
    pub YAML_KEY_NOT_TEXT = "yaml-key-not-text", Error, Yaml
}
