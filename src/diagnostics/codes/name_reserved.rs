code! {
    /// A name that is a word of the language.
    ///
    /// Operators, folds and the words that expressions start from (`event`, `score`, `stage`, `now`, …) mean something of their
    /// own. A stage or event of that name could not be spoken of in an expression without confusion. Functions stand before a
    /// bracket only, so their names are free: `domain: domain(email)`.
    ///
    /// ```yaml
    /// events:
    ///   count: {}                    # `count(count)`?
    /// ```
    ///
    /// What to do: choose another id. Where the log calls the event so, keep the log's name beside it:
    /// `count_event: { as: count }`.
    pub NAME_RESERVED = "name-reserved", Error, Names
}
