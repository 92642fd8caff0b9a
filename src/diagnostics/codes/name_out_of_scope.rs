code! {
    /// Something that exists, but cannot be read from here.
    ///
    /// What an expression sees depends on where it stands. `event.` needs an `on` that says which event; attributes are folded
    /// from events and read neither scores nor stages; the `where` of a fold is decided once, when the element happens; a
    /// source sees rows, not subjects; a metric measures all subjects together.
    ///
    /// ```yaml
    /// attributes:
    ///   hot: score.engagement > 50
    /// ```
    ///
    /// What to do: the finding names the way round; conditions that read everything stand under `let`.
    pub NAME_OUT_OF_SCOPE = "name-out-of-scope", Error, Names
}
