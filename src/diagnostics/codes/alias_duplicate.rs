code! {
    /// Two events of the catalog that the log calls by one name.
    ///
    /// An event's name in the log is its `as`, or its id. A row of the log must be one event of the catalog, never two.
    ///
    /// ```yaml
    /// events:
    ///   submitted: { as: form }
    ///   form: {}                     # is called `form` too
    /// ```
    ///
    /// What to do: change one `as`. To tell events of one name apart, map them by an expression in `sources`.
    pub ALIAS_DUPLICATE = "alias-duplicate", Error, Names
}
