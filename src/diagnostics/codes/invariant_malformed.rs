code! {
    /// An invariant that cannot be read.
    ///
    /// Invariants are sentences over the stage graph, in one of three forms:
    /// `every path [from A] to B passes C`, `no path from A to B`, `B is reached only after event E`.
    ///
    /// ```yaml
    /// invariants:
    ///   lost_is_final: closed_lost never goes to won
    /// ```
    ///
    /// What to do: say it in one of the three forms: `no path from closed_lost to won`.
    pub INVARIANT_MALFORMED = "invariant-malformed", Error, Stages
}
