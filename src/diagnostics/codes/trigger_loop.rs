code! {
    /// Condition triggers that lead in a circle at one instant.
    ///
    /// A trigger without `on` fires as soon as its condition holds, also right after another one fired. Where such
    /// triggers lead back to where they started and their conditions can hold together, a subject would be sent round
    /// at one and the same instant; that it comes to rest after one turn is not something anyone meant. Conditions that
    /// exclude each other (`score.fit >= 50` and `score.fit < 50`) make no loop, nor does one that waits (`after: 1d`,
    /// `idle: 30d`, `stage.age >= 1h`). A wait of less than a minute is none: `stage.age > 0s` would send the subject round
    /// every microsecond.
    ///
    /// ```yaml
    /// triggers:
    ///   warmed: { from: cold, to: warm, when: score.heat >= 50 }
    ///   cooled: { from: warm, to: cold, when: score.heat < 60 }    # at 55 both hold
    /// ```
    ///
    /// What to do: make the conditions exclude each other, let one of the triggers wait with `after`, or let an event fire it with `on`.
    pub TRIGGER_LOOP = "trigger-loop", Error, Stages
}
