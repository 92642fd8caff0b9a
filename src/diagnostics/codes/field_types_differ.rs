code! {
    /// A field that has one type in one event and another in the next.
    ///
    /// Where `event.` may be several events, and where a fold reads several streams as one, the value must have one type.
    ///
    /// ```yaml
    /// events:
    ///   quote:    { fields: { amount: number } }
    ///   contract: { fields: { amount: decimal } }
    /// attributes:
    ///   amount: last(quote.amount, contract.amount)
    /// ```
    ///
    /// What to do: give the field one type in the catalog, or fold the streams apart.
    pub FIELD_TYPES_DIFFER = "field-types-differ", Error, Types
}
