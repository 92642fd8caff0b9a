code! {
    /// A stage that only one side has agreed to.
    ///
    /// `agreed_by` is there for the stages at which one team hands over to another. With one team in it, the other has not said
    /// yes, and will reject what is handed over.
    ///
    /// ```yaml
    /// stages:
    ///   sal: { owner: sales, agreed_by: [marketing] }
    /// ```
    ///
    /// What to do: agree on the definition with the team on the other side and add it, or take `agreed_by` out.
    pub AGREEMENT_ONE_SIDED = "agreement-one-sided", Warning, Governance
}
