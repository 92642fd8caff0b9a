code! {
    /// A field of an event that nothing reads.
    ///
    /// It is read from every row and checked all the same: a row in which it is of another type, or missing where it is not
    /// `optional`, is rejected, and a lead may stand still for a value that nobody looks at.
    ///
    /// ```yaml
    /// events:
    ///   lost: { fields: { reason: string } }        # no attribute, condition, score or metric reads lost.reason
    /// ```
    ///
    /// What to do: read it, for example by an attribute with `last(lost.reason)`, or take it out; columns that the catalog does
    /// not know are no fault. If people read it elsewhere, allow it with that reason.
    pub FIELD_UNUSED = "field-unused", Warning, Names
}
