code! {
    /// A list that must name something and does not.
    ///
    /// ```yaml
    /// triggers:
    ///   responded: { from: known, to: engaged, on: [] }
    /// ```
    ///
    /// What to do: name what is meant, or leave the key out.
    pub LIST_EMPTY = "list-empty", Error, Names
}
