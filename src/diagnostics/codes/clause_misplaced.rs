code! {
    /// A `where`, `in last`, `within` or `->` where it cannot stand.
    ///
    /// These belong inside the brackets of a fold or an aggregate, after what is folded: first `where`, then `in last` or
    /// `within`, each at most once. Outside of such brackets there is nothing that they could select from.
    ///
    /// ```yaml
    /// attributes:
    ///   visits: count(page_viewed in last 7d where event.page == "/pricing")
    /// ```
    ///
    /// What to do: put the clause inside the brackets and in that order: `count(page_viewed where event.page == "/pricing" in last 7d)`.
    pub CLAUSE_MISPLACED = "clause-misplaced", Error, Expressions
}
