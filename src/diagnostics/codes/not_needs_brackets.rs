code! {
    /// A `not` that needs brackets to say what it denies.
    ///
    /// `not` binds looser than comparisons: `not x == 4` denies the whole comparison. On the right of an operator it would have
    /// to bind tighter, and `x not contains y` has no reading of its own besides `x not in y`.
    ///
    /// ```yaml
    /// triggers:
    ///   other: { from: known, to: engaged, when: page not contains "/docs" }
    /// ```
    ///
    /// What to do: put `not` before the whole comparison, `not (page contains "/docs")`, or brackets around what it denies, `a == (not b)`.
    pub NOT_NEEDS_BRACKETS = "not-needs-brackets", Error, Expressions
}
