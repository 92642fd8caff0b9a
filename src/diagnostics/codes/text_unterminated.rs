code! {
    /// A text that begins and never ends.
    ///
    /// The double quote that opens the text has no partner, so everything after it would belong to the text.
    ///
    /// ```yaml
    /// triggers:
    ///   good: { from: sal, to: sql, on: meeting_held, when: 'event.outcome == "good' }
    /// ```
    ///
    /// What to do: close the text with `"`; a quote inside of it is written `\"`.
    pub TEXT_UNTERMINATED = "text-unterminated", Error, Expressions
}
