code! {
    /// A condition without an exact instant.
    ///
    /// Conditions fire at the first microsecond at which they hold, also between two events: the instant at which one changing
    /// value meets a constant can be solved for. Where one comparison holds several values that change in ways of their own
    /// (scores with two half-lives, a score and a stage age, a product of two of them), it cannot. The whole condition is then
    /// looked at only at the subject's events, on entering the stage, and at every midnight of the calendar; a subject may
    /// move up to a day later than the condition holds.
    ///
    /// ```yaml
    /// triggers:
    ///   cooled: { from: mql, to: nurture, when: score.engagement < score.intent }   # two half-lives
    /// ```
    ///
    /// What to do: compare each of the values with a constant of its own and join the comparisons by `and` or `or`; or
    /// keep it, where a day does not matter.
    pub CONDITION_POLLED = "condition-polled", Warning, Conditions
}
