code! {
    /// Something is allowed that is not found.
    ///
    /// It was mended, or never there. Left in its place it would hide the next slip of the same kind. In `funnelc.yaml` this is
    /// said where the file lies beside the definition, or where several definitions are checked at once: what no definition at
    /// hand has, another may.
    ///
    /// ```yaml
    /// lost: { fields: { reason: optional string } }        # funnelc: allow stage-undescribed because it is an event
    /// ```
    ///
    /// What to do: take it out.
    pub ALLOWANCE_UNUSED = "allowance-unused", Warning, Governance
}
