code! {
    /// Two bands of a score that share values.
    ///
    /// A band holds its lower end and not its upper, so that bands that touch do not overlap. A value in two bands would have
    /// two names.
    ///
    /// ```yaml
    /// scoring:
    ///   fit:
    ///     bands: { hot: 70.., warm: 50..80 }
    /// ```
    ///
    /// What to do: let one end where the next begins: `hot: 80..`, `warm: 50..80`.
    pub BANDS_OVERLAP = "bands-overlap", Error, Scoring
}
