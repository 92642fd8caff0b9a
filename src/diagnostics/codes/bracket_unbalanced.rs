code! {
    /// A bracket that is not closed, or closes nothing.
    ///
    /// Every `(` and `[` of an expression has its partner. The finding points at the bracket that has none. Inside a
    /// flow map `{ … }` of YAML a comma or a bracket may have cut the expression in two; quoting the whole expression
    /// keeps it together.
    ///
    /// ```yaml
    /// scoring:
    ///   fit:
    ///     rules:
    ///       size: { when: "employees >= (200 + 50", points: 20 }
    /// ```
    ///
    /// What to do: add the missing bracket, or take the spare one out.
    pub BRACKET_UNBALANCED = "bracket-unbalanced", Error, Expressions
}
