code! {
    /// A finding is allowed or denied that does not exist.
    ///
    /// Nothing is silenced by it, and what was meant is still found. The name is that of a code (`field-unused`) or of a group
    /// of codes (`metrics`).
    ///
    /// ```yaml
    /// allow:
    ///   field-unsed: the CRM sends it        # field-unused
    /// ```
    ///
    /// What to do: correct the name; `funnelc explain` lists them all.
    pub ALLOWANCE_UNKNOWN = "allowance-unknown", Warning, Governance
}
