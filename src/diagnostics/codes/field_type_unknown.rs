code! {
    /// A type that fields do not have.
    ///
    /// Types are `boolean`, `integer`, `number`, `decimal` (exact, for money), `string`, `timestamp`, `date`, `duration`, each
    /// also with `optional` before it, and `{ enum: [a, b] }`.
    ///
    /// ```yaml
    /// events:
    ///   signup: { fields: { age: int } }
    /// ```
    ///
    /// What to do: write the type that is meant, here `integer`.
    pub FIELD_TYPE_UNKNOWN = "field-type-unknown", Error, Types
}
