code! {
    /// A named expression that nothing uses.
    ///
    /// It is checked and does nothing else. Often a trigger repeats it in its own words, and the two drift apart.
    ///
    /// ```yaml
    /// let: { ready_to_buy: score.engagement >= 50 }
    /// triggers:
    ///   qualified: { from: lead, to: mql, when: score.engagement >= 40 }        # ready_to_buy?
    /// ```
    ///
    /// What to do: use the name, or take it out.
    pub LET_UNUSED = "let-unused", Warning, Names
}
