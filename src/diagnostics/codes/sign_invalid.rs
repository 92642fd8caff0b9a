code! {
    /// A delimiter or quote that is not a single sign.
    ///
    /// ```yaml
    /// sources:
    ///   crm: { files: leads.csv, delimiter: ";;" }
    /// ```
    ///
    /// What to do: write one sign in quotes: `";"`, `"|"`, or `"\t"` for a tabulator.
    pub SIGN_INVALID = "sign-invalid", Error, Sources
}
