code! {
    /// Business hours that nobody said.
    ///
    /// An SLA with `clock: business` counts only the business hours of the calendar. Without any, its clock would never run
    /// and nothing would ever be late.
    ///
    /// ```yaml
    /// calendar: { timezone: Europe/Warsaw }
    /// slas:
    ///   speed_to_lead: { from: mql, until: sal, within: 8h, clock: business }
    /// ```
    ///
    /// What to do: say them: `business_hours: { days: monday..friday, hours: 09:00-17:00 }`, or count elapsed time.
    pub BUSINESS_HOURS_MISSING = "business-hours-missing", Error, Stages
}
