code! {
    /// A path to the rows of a document that leads nowhere.
    ///
    /// `records` names the keys that lead to the list of rows in a JSON document, joined by dots.
    ///
    /// ```yaml
    /// sources:
    ///   crm: { files: leads.json, records: result..items }
    /// ```
    ///
    /// What to do: write the keys, `result.items`; leave `records` out where the document is the list itself.
    pub RECORDS_MALFORMED = "records-malformed", Error, Sources
}
