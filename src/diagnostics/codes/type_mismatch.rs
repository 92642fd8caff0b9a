code! {
    /// Values of types that do not go together.
    ///
    /// Comparisons, arithmetic, functions and choices take values of one type. Integers meet numbers and decimals, dates meet
    /// timestamps, enums meet texts by themselves; nothing else does.
    ///
    /// ```yaml
    /// let:
    ///   big: last(form_submitted.employees) > "200"
    /// ```
    ///
    /// What to do: write both sides in one type; the finding shows what each is. `to_number(x)` reads a text as a number.
    pub TYPE_MISMATCH = "type-mismatch", Error, Types
}
