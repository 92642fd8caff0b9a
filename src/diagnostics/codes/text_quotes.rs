code! {
    /// A text in quotes that the language does not use.
    ///
    /// Texts of expressions stand in double quotes, so that single ones are free for the YAML around them.
    ///
    /// ```yaml
    /// triggers:
    ///   good: { from: sal, to: sql, on: meeting_held, when: event.outcome == 'good' }
    /// ```
    ///
    /// What to do: write `"good"`. If the whole value is in YAML's double quotes, take single ones there: `'event.outcome == "good"'`.
    pub TEXT_QUOTES = "text-quotes", Error, Expressions
}
