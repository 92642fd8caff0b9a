code! {
    /// A limit on a profile rule.
    ///
    /// A rule without `on` is worth its points exactly while its condition holds. Nothing is granted again and again, so there is
    /// nothing to limit.
    ///
    /// ```yaml
    /// scoring:
    ///   fit:
    ///     rules:
    ///       size: { when: employees >= 200, points: 20, limit: once }
    /// ```
    ///
    /// What to do: take the limit away, or add `on: EVENT` if each such event should give points.
    pub LIMIT_WITHOUT_EVENT = "limit-without-event", Error, Scoring
}
