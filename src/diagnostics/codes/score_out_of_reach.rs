code! {
    /// A score compared with points that it can never have.
    ///
    /// The rules of a score, their limits, its decay and its `range` bound what can be read: rules of 20 and 10 points that
    /// are given once make at most 30. A threshold above that is never reached, and one below what the score can fall to is
    /// never undercut, so that the trigger behind it never fires. Profile rules that exclude one another do not add up.
    ///
    /// ```yaml
    /// scoring:
    ///   fit:
    ///     rules:
    ///       size: { when: employees >= 200, points: 20 }
    ///       mail: { when: email is present, points: 10 }
    /// triggers:
    ///   qualified: { from: engaged, to: mql, when: score.fit >= 50 }
    /// ```
    ///
    /// What to do: lower the threshold, or give the rules more points, a wider `limit` or the score a wider `range`.
    pub SCORE_OUT_OF_REACH = "score-out-of-reach", Warning, Scoring
}
