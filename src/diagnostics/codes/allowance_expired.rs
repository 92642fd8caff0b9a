code! {
    /// What was allowed or denied for a time counts no longer.
    ///
    /// Its last day is over, so the findings it silenced are shown again.
    ///
    /// ```yaml
    /// # funnelc: allow stage-dead-end until 2026-03-31 because partners get their own stages in April
    /// ```
    ///
    /// What to do: mend what it silenced and take it out, or agree on another day.
    pub ALLOWANCE_EXPIRED = "allowance-expired", Warning, Governance
}
