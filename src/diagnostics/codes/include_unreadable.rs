code! {
    /// An included file that cannot be read.
    ///
    /// There is no such file, or it may not be read. Whatever it defines is missing, so nothing else is checked.
    ///
    /// ```yaml
    /// include: [parts/scorign.yaml]
    /// ```
    ///
    /// What to do: Correct the path; it is relative to the file it is written in.
    pub INCLUDE_UNREADABLE = "include-unreadable", Error, Yaml
}
