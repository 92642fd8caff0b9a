code! {
    /// `any` or `start` in a list of stages.
    ///
    /// `from: any` is every stage without an outcome already, and `from: start` is how a subject enters the funnel, before it is
    /// in any stage.
    ///
    /// ```yaml
    /// triggers:
    ///   lost: { from: [any, won], to: closed_lost, on: refunded }
    /// ```
    ///
    /// What to do: write a trigger of its own for each.
    pub FROM_MIXED = "from-mixed", Error, Stages
}
