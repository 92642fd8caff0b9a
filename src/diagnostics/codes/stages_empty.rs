code! {
    /// A definition without stages.
    ///
    /// Stages are what subjects are in; without any there is no funnel.
    ///
    /// ```yaml
    /// funnel: b2b_saas
    /// stages: {}
    /// ```
    ///
    /// What to do: add the stages in funnel order, for example `stages: { visitor: {}, customer: { outcome: won } }`.
    pub STAGES_EMPTY = "stages-empty", Error, Stages
}
