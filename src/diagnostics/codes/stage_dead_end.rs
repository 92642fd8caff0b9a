code! {
    /// A stage that never leads to an outcome.
    ///
    /// A subject in it is neither won nor lost, and no chain of triggers takes it to a stage with an `outcome`. It stays
    /// open for ever: rates that pass through the stage never settle, and nobody is told to act. Stages beside the path
    /// (`off_path: true`) need a way out as well.
    ///
    /// ```yaml
    /// stages:
    ///   lead: {}
    ///   nurture: { off_path: true }       # nothing leads on from here
    ///   won: { outcome: won }
    /// triggers:
    ///   signed: { from: lead, to: won, on: contract_signed }
    ///   not_now: { from: lead, to: nurture, idle: 30d }
    /// ```
    ///
    /// What to do: add a trigger that leads on from the stage, or mark it `outcome: won` or `outcome: lost` if the story ends there.
    pub STAGE_DEAD_END = "stage-dead-end", Error, Stages
}
