code! {
    /// An error is allowed that leaves the definition without a meaning.
    ///
    /// Warnings can be allowed, and errors about the graph of stages that a run can live with: `stage-dead-end`,
    /// `stage-unreachable` and `invariant-broken`. A name that means nothing or a value of the wrong type cannot: there would be
    /// nothing to run.
    ///
    /// ```yaml
    /// allow:
    ///   name-unknown: we will define it later
    /// ```
    ///
    /// What to do: mend what it is about, and take this out.
    pub ALLOWANCE_OF_ERROR = "allowance-of-error", Warning, Governance
}
