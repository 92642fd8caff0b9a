code! {
    /// A text with `{…}` in it that cannot be read.
    ///
    /// In the texts of actions `{subject}` or any other expression in braces is replaced by its value. A brace that is meant
    /// as one is doubled: `{{` and `}}`.
    ///
    /// ```yaml
    /// triggers:
    ///   qualified: { from: engaged, to: mql, when: ready, actions: [{ notify: { text: "Call {subject" } }] }
    /// ```
    ///
    /// What to do: close the brace, or double it.
    pub TEMPLATE_MALFORMED = "template-malformed", Error, Expressions
}
