code! {
    /// One id that is defined twice.
    ///
    /// Events, stages, attributes, `let`s and metrics share one space of names, so that `count(lost)` can mean one thing only.
    /// Triggers, rules of a score, SLAs, objectives and the other entries each have a space of their own. An id may be defined
    /// once over all files of a definition.
    ///
    /// ```yaml
    /// events:
    ///   lost: {}
    /// stages:
    ///   lost: { outcome: lost }      # is `count(lost)` the event or the stage?
    /// ```
    ///
    /// What to do: rename one of them (`closed_lost`), or take the second away.
    pub NAME_DUPLICATE = "name-duplicate", Error, Names
}
