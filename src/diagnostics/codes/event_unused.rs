code! {
    /// An event of the catalog that nothing uses.
    ///
    /// No trigger, rule, fold, service level, metric or milestone names it, and it links no subjects. All it can do is to count
    /// as activity, where a trigger waits for `idle`, and to make a subject appear in the first stage; of the first event in the
    /// catalog nothing is said, as it is most often there for that. Often the trigger that was to name an event names another one
    /// by mistake.
    ///
    /// ```yaml
    /// events:
    ///   form_submitted: {}
    ///   quote_requested: {}
    ///   contract_signed: {}
    /// triggers:
    ///   signed: { from: lead, to: won, on: contract_signed }        # nothing asks for quote_requested
    /// ```
    ///
    /// What to do: name it where it should count, or take it out of the catalog: a run counts what it does not know. If it is there
    /// for its activity, allow it with that reason.
    pub EVENT_UNUSED = "event-unused", Warning, Names
}
