code! {
    /// One of the language's own words in the place of a name.
    ///
    /// Words such as `in`, `where` or `present` mean something in expressions, so nothing can be named by them. After a dot they
    /// are names like others: `row.in`.
    ///
    /// ```yaml
    /// attributes:
    ///   late: where == "no"
    /// ```
    ///
    /// What to do: rename what you meant, or say what the word belongs to.
    pub KEYWORD_AS_NAME = "keyword-as-name", Error, Expressions
}
