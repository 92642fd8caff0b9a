code! {
    /// A word where the language knows only certain words.
    ///
    /// Some keys take one of a few words: `outcome: won` or `lost`, `conversion: soft` or `hard`, `by: human`,
    /// `clock: elapsed` or `business`.
    ///
    /// ```yaml
    /// stages:
    ///   won: { outcome: wonn }
    /// ```
    ///
    /// What to do: use one of the words that the finding lists.
    pub VALUE_UNKNOWN = "value-unknown", Error, Names
}
