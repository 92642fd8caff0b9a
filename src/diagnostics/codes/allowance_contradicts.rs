code! {
    /// The same finding is both allowed and denied.
    ///
    /// The denial counts, so that nothing gets through by a slip.
    ///
    /// ```yaml
    /// allow: { field-unused: the CRM sends more than we need }
    /// deny: { field-unused: every field has a use }
    /// ```
    ///
    /// What to do: take one of the two out. To allow a group but for one code, allow the group and deny the code.
    pub ALLOWANCE_CONTRADICTS = "allowance-contradicts", Warning, Governance
}
