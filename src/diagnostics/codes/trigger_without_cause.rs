code! {
    /// A trigger that nothing makes fire.
    ///
    /// A trigger fires on an event, when a condition holds, after a time in a stage or after a time without activity. With none of
    /// these it would have to fire at once, always, or never.
    ///
    /// ```yaml
    /// triggers:
    ///   responded: { from: known, to: engaged }
    /// ```
    ///
    /// What to do: add `on: EVENT`, `when: CONDITION`, `after: 30d` or `idle: 30d`.
    pub TRIGGER_WITHOUT_CAUSE = "trigger-without-cause", Error, Stages
}
