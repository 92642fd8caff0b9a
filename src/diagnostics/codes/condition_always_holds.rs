code! {
    /// A condition that always holds.
    ///
    /// Whatever a subject is and does, it is true: `count(page_viewed) >= 0`, `stage.visits >= 1`, a field that is never
    /// missing `is present`. Either it says nothing and can go, or it should have said something else. A part that always
    /// holds beside others that do not is reported as well.
    ///
    /// ```yaml
    /// triggers:
    ///   visited: { from: anonymous, to: known, when: count(page_viewed) >= 0 }
    /// ```
    ///
    /// What to do: take the part out, or correct it: `count(page_viewed) > 0`.
    pub CONDITION_ALWAYS_HOLDS = "condition-always-holds", Warning, Conditions
}
