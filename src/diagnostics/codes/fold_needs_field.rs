code! {
    /// A fold that does not say what it takes of each element.
    ///
    /// `count` and `any` look at the elements themselves; `sum`, `min`, `max`, `first`, `last` and `distinct` need a field of
    /// each, or its instant.
    ///
    /// ```yaml
    /// attributes:
    ///   email: last(form_submitted)
    /// ```
    ///
    /// What to do: name the field, `last(form_submitted.email)`, or the instant, `last(form_submitted.time)`.
    pub FOLD_NEEDS_FIELD = "fold-needs-field", Error, Types
}
