code! {
    /// A comment for the program that it cannot read.
    ///
    /// A comment that begins with `funnelc:` allows or denies findings on its line, or on the next where it stands alone, and on all
    /// that is indented below. This one has another shape, so nothing is allowed or denied by it.
    ///
    /// ```yaml
    /// # funnelc: ignore stage-undescribed        # the words are allow and deny
    /// stages: { lead: {}, won: { outcome: won } }
    /// ```
    ///
    /// What to do: write `# funnelc: allow CODE because REASON`, with `until 2026-12-31` before `because` if it is not for good.
    pub ALLOWANCE_UNREADABLE = "allowance-unreadable", Warning, Governance
}
