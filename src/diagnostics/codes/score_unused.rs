code! {
    /// A score that nothing reads.
    ///
    /// Points are counted, and no condition, action or metric asks how many there are: nobody moves because of them.
    ///
    /// ```yaml
    /// scoring:
    ///   engagement: { half_life: 14d, rules: { form: { on: form_submitted, points: 20 } } }
    /// triggers:
    ///   qualified: { from: lead, to: mql, on: form_submitted }        # without score.engagement
    /// ```
    ///
    /// What to do: ask for it, as in `when: score.engagement >= 50`, or take it out.
    pub SCORE_UNUSED = "score-unused", Warning, Scoring
}
