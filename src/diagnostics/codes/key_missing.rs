code! {
    /// A key that must be there and is not.
    ///
    /// Without it the entry means nothing: a trigger without `to` leads nowhere, a rule without `points` gives none.
    ///
    /// ```yaml
    /// triggers:
    ///   qualified: { from: engaged, when: score.fit >= 20 }      # to where?
    /// ```
    ///
    /// What to do: add the key; the finding shows an example.
    pub KEY_MISSING = "key-missing", Error, Names
}
