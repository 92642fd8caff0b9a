code! {
    /// A field called like a column that every event has.
    ///
    /// `subject`, `time`, `event`, `id` and `seq` are columns of the log itself; every other column is a field.
    ///
    /// ```yaml
    /// events:
    ///   signup: { fields: { id: string } }
    /// ```
    ///
    /// What to do: call the field otherwise, `account_id`, and map it in `sources`.
    pub FIELD_RESERVED = "field-reserved", Error, Names
}
