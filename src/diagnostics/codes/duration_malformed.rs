code! {
    /// A duration that cannot be read.
    ///
    /// Durations are whole numbers with the units `s m h d w`, one after another without blanks: `30s`, `15m`, `24h`, `7d`, `2w`,
    /// `30d4h`. They are fixed lengths, so there are no months and years: a day is 24 hours.
    ///
    /// ```yaml
    /// triggers:
    ///   went_quiet: { from: mql, to: nurture, idle: 30 days }
    /// ```
    ///
    /// What to do: write the number and the letter of the unit together: `30d`. For a month say how many days are meant.
    pub DURATION_MALFORMED = "duration-malformed", Error, Expressions
}
