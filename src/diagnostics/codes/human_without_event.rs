code! {
    /// A trigger that a person must confirm, without an event that shows it.
    ///
    /// `by: human` marks a step that no machine may decide. Without `on` the condition would decide it all by itself.
    ///
    /// ```yaml
    /// triggers:
    ///   accepted: { from: mql, to: sal, when: score.fit > 50, by: human }
    /// ```
    ///
    /// What to do: name the event that the person's act leaves in the log: `on: meeting_booked`.
    pub HUMAN_WITHOUT_EVENT = "human-without-event", Error, Stages
}
