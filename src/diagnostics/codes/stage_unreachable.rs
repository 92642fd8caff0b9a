code! {
    /// A stage that no subject can ever enter.
    ///
    /// No chain of triggers leads from the entry of the funnel to the stage, so it stays empty for ever and whatever
    /// counts on it (conversions, SLAs, metrics) is about nobody. A subject enters the funnel in the first stage, or,
    /// where triggers say `from: start`, only by those. Of several stages that hang together the first is named and
    /// the others are shown with it.
    ///
    /// ```yaml
    /// stages:
    ///   lead: {}
    ///   nurture: { off_path: true }       # nothing leads here
    ///   won: { outcome: won }
    /// triggers:
    ///   signed: { from: lead, to: won, on: contract_signed }
    /// ```
    ///
    /// What to do: add a trigger to the stage from one that is entered, or take the stage out.
    pub STAGE_UNREACHABLE = "stage-unreachable", Error, Stages
}
