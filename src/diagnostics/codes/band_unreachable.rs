code! {
    /// A band that nobody can be in.
    ///
    /// The band lies outside of what the rules of the score can give within their limits and its `range`. Reports show it
    /// empty, and a condition that names it never holds.
    ///
    /// ```yaml
    /// scoring:
    ///   fit:
    ///     range: 0..50
    ///     bands: { hot: 80.., warm: 50..80, cold: ..50 }
    ///     rules: { size: { when: employees >= 200, points: 20 } }
    /// ```
    ///
    /// What to do: move the ends of the bands to where scores lie, or give the rules more points.
    pub BAND_UNREACHABLE = "band-unreachable", Warning, Scoring
}
