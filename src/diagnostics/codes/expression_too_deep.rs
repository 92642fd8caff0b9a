code! {
    /// An expression nested too deeply.
    ///
    /// Brackets may be nested 64 deep, and operators may hang on each other 200 deep; names that stand in each other may
    /// be nested 600 deep and come to 100 000 names in all. Beyond that nobody can review a condition, and the program would risk
    /// its own stack, or never be done.
    ///
    /// ```yaml
    /// let:
    ///   huge: a or (b or (c or (d or …)))
    /// ```
    ///
    /// What to do: name parts of the expression under `let:`, or use `x in [a, b, c]` for many comparisons of one value.
    pub EXPRESSION_TOO_DEEP = "expression-too-deep", Error, Expressions
}
