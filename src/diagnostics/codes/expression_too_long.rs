code! {
    /// An expression of more than 64 KiB.
    ///
    /// A condition of that length was made by a program, and is better kept as data.
    ///
    /// ```yaml
    /// let:
    ///   known_domain: email ends with "@a.pl" or email ends with "@b.pl" or …
    /// ```
    ///
    /// What to do: split it under `let:`, or have the program that wrote it put the outcome into a field of an event.
    pub EXPRESSION_TOO_LONG = "expression-too-long", Error, Expressions
}
