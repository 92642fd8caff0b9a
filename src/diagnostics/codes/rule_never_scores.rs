code! {
    /// A scoring rule that never changes its score.
    ///
    /// Its points come to nothing whenever it holds, or all that it does is cut off by the `range`: a rule that only takes
    /// points away from a score that begins at the lower end of its range and that no rule raises.
    ///
    /// ```yaml
    /// scoring:
    ///   engagement:
    ///     rules:
    ///       opened: { on: email_opened, points: 0 }
    /// ```
    ///
    /// What to do: give the rule points, or remove it.
    pub RULE_NEVER_SCORES = "rule-never-scores", Warning, Scoring
}
