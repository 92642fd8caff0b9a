code! {
    /// A scoring rule that reads a score.
    ///
    /// Scores are sums of what their rules grant. A rule that looked at a score would change with the order of rules and events
    /// in ways that nobody could explain to the sales team.
    ///
    /// ```yaml
    /// scoring:
    ///   engagement:
    ///     rules:
    ///       bonus: { on: form_submitted, when: score.fit > 50, points: 20 }
    /// ```
    ///
    /// What to do: say the condition with attributes or folds, or compare both scores in the trigger:
    /// `when: score.engagement >= 50 and score.fit >= 50`.
    pub SCORE_READS_SCORE = "score-reads-score", Error, Scoring
}
