code! {
    /// A name of one kind where another is wanted.
    ///
    /// The name is defined, but as something that cannot stand here: an event where a stage is wanted, a metric in the
    /// condition of a trigger.
    ///
    /// ```yaml
    /// triggers:
    ///   booked: { from: mql, to: meeting_booked }      # `meeting_booked` is an event, not a stage
    /// ```
    ///
    /// What to do: name the stage (event, metric, …) that is meant.
    pub NAME_WRONG_KIND = "name-wrong-kind", Error, Names
}
