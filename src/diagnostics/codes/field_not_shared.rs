code! {
    /// A field that only some of the events at hand have.
    ///
    /// Under `on: [a, b]` and in a fold of several streams `event.` may be either, so what stands after it must be a field of
    /// each, with one type.
    ///
    /// ```yaml
    /// scoring:
    ///   engagement:
    ///     rules:
    ///       pricing: { on: [page_viewed, form_submitted], when: event.page == "/pricing", points: 15 }
    /// ```
    ///
    /// What to do: split the rule or trigger by event, or add the field to the others in the catalog.
    pub FIELD_NOT_SHARED = "field-not-shared", Error, Names
}
