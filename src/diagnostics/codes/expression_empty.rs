code! {
    /// An expression with nothing in it.
    ///
    /// The key is there, but what it should say is not. An empty condition is not taken for one that always holds.
    ///
    /// ```yaml
    /// triggers:
    ///   qualified: { from: engaged, to: mql, when: "" }
    /// ```
    ///
    /// What to do: write the expression, or take the key out.
    pub EXPRESSION_EMPTY = "expression-empty", Error, Expressions
}
