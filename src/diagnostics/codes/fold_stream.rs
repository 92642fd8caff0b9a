code! {
    /// A fold over something that is no history.
    ///
    /// Folds read the events of a subject and its entries into stages. A value, a condition or a call is none of these.
    ///
    /// ```yaml
    /// attributes:
    ///   views: count(page_viewed and event.seconds > 30)
    /// ```
    ///
    /// What to do: name events or stages, and put conditions after `where`:
    /// `count(page_viewed where event.seconds > 30)`.
    pub FOLD_STREAM = "fold-stream", Error, Types
}
