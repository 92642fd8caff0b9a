code! {
    /// A YAML tag.
    ///
    /// A word that begins with `!` is a tag, by which some YAML readers convert values or run code. A definition has
    /// no use for one, and dropping it silently could change what was meant.
    ///
    /// ```yaml
    /// triggers:
    ///   cold: { from: mql, to: nurture, when: !active }
    /// ```
    ///
    /// What to do: Leave it out. To negate an expression write `not`; quotes make a text of anything.
    pub YAML_TAG = "yaml-tag", Error, Yaml
}
