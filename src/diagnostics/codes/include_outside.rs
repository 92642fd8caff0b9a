code! {
    /// An included file outside the definition's folder.
    ///
    /// A definition is one folder, reviewed and versioned as a whole: what it includes lies in it. Absolute paths and
    /// paths that lead out by `..` would make it depend on the machine.
    ///
    /// ```yaml
    /// include: [../../shared/scoring.yaml]
    /// ```
    ///
    /// What to do: Move or copy the file into the folder of the main file.
    pub INCLUDE_OUTSIDE = "include-outside", Error, Yaml
}
