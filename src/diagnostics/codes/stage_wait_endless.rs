code! {
    /// A stage in which a subject can rest for ever.
    ///
    /// Either every trigger out of it asks for a young stage (`stage.age <= 7d`) and none waits: whoever rests there longer can
    /// never leave. Or the stage lies on the path behind one that a timer ends, and nothing but events that may never come lead
    /// on from it, none of them to an outcome: subjects pile up open, rates never settle, and nobody is told to act. A timer is
    /// `after`, `idle`, or a condition that comes true with time.
    ///
    /// ```yaml
    /// triggers:
    ///   went_quiet: { from: mql, to: nurture, idle: 30d }
    ///   accepted:   { from: mql, to: sql, on: meeting_booked }
    ///   signed:     { from: sql, to: won, on: contract_signed }      # and if it is never signed?
    /// ```
    ///
    /// What to do: let a trigger with `after` or `idle` lead on from the stage, for example to `lost` or beside the path.
    pub STAGE_WAIT_ENDLESS = "stage-wait-endless", Warning, Stages
}
