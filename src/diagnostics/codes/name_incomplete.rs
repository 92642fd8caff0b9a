code! {
    /// A word that needs another after a dot.
    ///
    /// `event`, `score`, `stage` and `row` are no values, only what stands after them is.
    ///
    /// ```yaml
    /// triggers:
    ///   qualified: { from: engaged, to: mql, when: score >= 50 }
    /// ```
    ///
    /// What to do: say which: `score.engagement >= 50`, `event.page`, `stage.age`.
    pub NAME_INCOMPLETE = "name-incomplete", Error, Names
}
