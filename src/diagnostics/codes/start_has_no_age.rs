code! {
    /// An entry into the funnel that waits for the age of a stage.
    ///
    /// `after` and `idle` count from the entry into the current stage. Before `start` a subject is in none, so the trigger could
    /// never fire.
    ///
    /// ```yaml
    /// triggers:
    ///   enters: { from: start, to: known, after: 3d }
    /// ```
    ///
    /// What to do: say which event or condition lets a subject in; wait in a first stage if time must pass.
    pub START_HAS_NO_AGE = "start-has-no-age", Error, Stages
}
