code! {
    /// A stage without a definition or an owner.
    ///
    /// A funnel is an agreement. Without `definition` marketing and sales each mean something else by the same word; without
    /// `owner` nobody answers for who is stuck there.
    ///
    /// ```yaml
    /// stages:
    ///   mql: { title: Marketing qualified lead }
    /// ```
    ///
    /// What to do: say in a sentence when a subject is here, and which team answers for it.
    pub STAGE_UNDESCRIBED = "stage-undescribed", Warning, Stages
}
