code! {
    /// An enum without values.
    ///
    /// The field could hold nothing, so every row with it would be rejected.
    ///
    /// ```yaml
    /// events:
    ///   meeting_held: { fields: { outcome: { enum: [] } } }
    /// ```
    ///
    /// What to do: list the values: `{ enum: [good, no_fit, no_show] }`, or make the field a `string`.
    pub ENUM_EMPTY = "enum-empty", Error, Types
}
