code! {
    /// A condition that is no truth.
    ///
    /// What stands under `when` and `where`, and on both sides of `and` and `or`, must be true or false (or unknown). A number or
    /// a text is neither, and is not taken for one.
    ///
    /// ```yaml
    /// triggers:
    ///   identified: { from: anonymous, to: known, when: email }
    /// ```
    ///
    /// What to do: say what of it is meant: `email is present`, `employees > 0`.
    pub CONDITION_NOT_BOOLEAN = "condition-not-boolean", Error, Types
}
