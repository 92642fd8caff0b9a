code! {
    /// A duration beside a number without a unit.
    ///
    /// Durations have units: `30d`, `24h`, `15m`. A bare number could be days as well as seconds.
    ///
    /// ```yaml
    /// triggers:
    ///   stalled: { from: opportunity, to: closed_lost, when: stage.age > 180 }
    /// ```
    ///
    /// What to do: write `stage.age > 180d`. To get a number, divide by a unit: `stage.age / 1d`.
    pub DURATION_WITHOUT_UNIT = "duration-without-unit", Error, Types
}
