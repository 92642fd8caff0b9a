code! {
    /// Attributes that are defined by each other.
    ///
    /// An attribute may read other attributes, in any order of the file. In a ring none of them would ever get a value.
    ///
    /// ```yaml
    /// attributes:
    ///   size: if(big, 100, 10)
    ///   big: size > 50
    /// ```
    ///
    /// What to do: break the ring; let one of them read events.
    pub ATTRIBUTE_CYCLE = "attribute-cycle", Error, Names
}
