code! {
    /// A function that is not there.
    ///
    /// The language has a fixed set of functions and folds; others cannot be defined.
    ///
    /// ```yaml
    /// attributes:
    ///   name: coalesce(last(a.name), "nobody")
    /// ```
    ///
    /// What to do: use what the finding names, here `last(a.name) else "nobody"`.
    pub FUNCTION_UNKNOWN = "function-unknown", Error, Names
}
