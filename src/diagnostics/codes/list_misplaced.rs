code! {
    /// A list where a single value is wanted.
    ///
    /// Lists stand after `in` and `not in`, nowhere else.
    ///
    /// ```yaml
    /// let:
    ///   outside: source != ["direct", "google"]
    /// ```
    ///
    /// What to do: write `source not in ["direct", "google"]`.
    pub LIST_MISPLACED = "list-misplaced", Error, Types
}
