code! {
    /// An attribute that nothing reads.
    ///
    /// No condition, score, metric, action or other attribute names it, and it is no `dimension` to break reports down by. It
    /// stands in the table of subjects and does nothing else. Often a condition reads another one by mistake.
    ///
    /// ```yaml
    /// attributes:
    ///   employees: last(form_submitted.employees)
    /// triggers:
    ///   qualified: { from: lead, to: mql, on: form_submitted }        # for firms of any size
    /// ```
    ///
    /// What to do: use it, mark it `dimension: true`, or take it out. If others read it in the table of
    /// subjects, allow it with that reason.
    pub ATTRIBUTE_UNUSED = "attribute-unused", Warning, Names
}
