code! {
    /// A value that an enum lists twice.
    ///
    /// ```yaml
    /// events:
    ///   meeting_held: { fields: { outcome: { enum: [good, bad, good] } } }
    /// ```
    ///
    /// What to do: take one of them away.
    pub ENUM_VALUE_REPEATED = "enum-value-repeated", Error, Types
}
