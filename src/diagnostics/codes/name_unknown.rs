code! {
    /// A name that nothing defines.
    ///
    /// An expression, a trigger or another part of the definition names an event, stage, attribute, score,
    /// metric or field that is not there. Nothing that hangs on the name can be checked until it is.
    ///
    /// ```yaml
    /// triggers:
    ///   qualified: { from: enagged, to: mql, when: score.fit >= 20 }
    /// ```
    ///
    /// What to do: correct the spelling, or define what is named.
    pub NAME_UNKNOWN = "name-unknown", Error, Names
}
