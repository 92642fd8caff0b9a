code! {
    /// An event of no subject where one with a subject is wanted.
    ///
    /// `subject: none` says that an event (spending, a campaign, a price list) belongs to nobody. It cannot move anybody, give
    /// points, be part of a subject's history or link subjects; metrics read it.
    ///
    /// ```yaml
    /// events:
    ///   ad_spend: { subject: none, fields: { cost: decimal } }
    /// attributes:
    ///   cost: sum(ad_spend.cost)      # of whom?
    /// ```
    ///
    /// What to do: read it in `metrics`, or give the event a subject.
    pub EVENT_WITHOUT_SUBJECT = "event-without-subject", Error, Names
}
