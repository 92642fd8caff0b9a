code! {
    /// A finding is allowed or denied, and nobody says why.
    ///
    /// Whoever reads it next cannot tell whether it still holds. What is allowed without a reason is allowed all the same, but this
    /// finding stays until there is one.
    ///
    /// ```yaml
    /// stages:
    ///   nurture: { off_path: true }        # funnelc: allow stage-undescribed
    /// ```
    ///
    /// What to do: say why, after `because` in a comment, or as the text after the name in `funnelc.yaml`.
    pub ALLOWANCE_WITHOUT_REASON = "allowance-without-reason", Warning, Governance
}
