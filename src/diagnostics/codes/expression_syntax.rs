code! {
    /// An expression that cannot be read.
    ///
    /// The words and signs are known, but not in this order: an operator without its second side, two values side by side, a
    /// list with a comma too many. The finding says what was expected at that place.
    ///
    /// ```yaml
    /// let:
    ///   ready_to_buy: score.engagement >= 50 and and score.fit >= 20
    /// ```
    ///
    /// What to do: mend the expression at the place shown. Lowest first, what binds is: `or`, `and`, `not`, comparisons, `else`, `+ - ++`,
    /// `* /`, unary `-`, calls and `.`; brackets say otherwise.
    pub EXPRESSION_SYNTAX = "expression-syntax", Error, Expressions
}
