code! {
    /// Values that nest too deep.
    ///
    /// Maps and lists nest more than 64 deep. A definition needs about seven; a file like this is damaged or
    /// generated wrongly.
    ///
    /// ```yaml
    /// a: [[[[[[[[[[ … ]]]]]]]]]]
    /// ```
    ///
    /// What to do: Write it flatter.
    pub YAML_TOO_DEEP = "yaml-too-deep", Error, Yaml
}
