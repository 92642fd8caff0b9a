code! {
    /// An enum compared with a text that it never is.
    ///
    /// Rows with a value outside the list are rejected, so the comparison can never hold (or always holds with `!=`). It is almost
    /// always a slip of the pen.
    ///
    /// ```yaml
    /// events:
    ///   meeting_held: { fields: { outcome: { enum: [good, no_fit, no_show] } } }
    /// triggers:
    ///   met: { from: sal, to: sql, on: meeting_held, when: event.outcome == "god" }
    /// ```
    ///
    /// What to do: write one of the values, or add the value to the enum.
    pub ENUM_VALUE_UNKNOWN = "enum-value-unknown", Error, Types
}
