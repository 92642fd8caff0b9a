code! {
    /// Named expressions that are defined by each other.
    ///
    /// A `let` may use others, in any order of the file. In a ring none of them means anything.
    ///
    /// ```yaml
    /// let:
    ///   ready: hot and active
    ///   hot: ready or score.fit > 80
    /// ```
    ///
    /// What to do: break the ring; write one of them out.
    pub LET_CYCLE = "let-cycle", Error, Names
}
