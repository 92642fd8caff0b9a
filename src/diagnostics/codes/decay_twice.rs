code! {
    /// A score whose points both halve and expire.
    ///
    /// `half_life: 14d` lets points fade for ever, `expire: 30d` ends them at once. Together they have no meaning that people
    /// agree on.
    ///
    /// ```yaml
    /// scoring:
    ///   engagement: { half_life: 14d, expire: 30d }
    /// ```
    ///
    /// What to do: keep one of them.
    pub DECAY_TWICE = "decay-twice", Error, Scoring
}
