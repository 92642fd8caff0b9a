code! {
    /// An id that is not written in `snake_case`.
    ///
    /// Ids appear in expressions, tables and columns. They begin with a letter `a`–`z`, followed by letters, digits and `_`.
    /// What people read stands in `title`.
    ///
    /// ```yaml
    /// stages:
    ///   Closed-Won: { outcome: won }
    /// ```
    ///
    /// What to do: write `closed_won: { title: Closed-Won, outcome: won }`.
    pub NAME_SHAPE = "name-shape", Error, Names
}
