code! {
    /// Triggers that split an event by one quantity and leave values out.
    ///
    /// One trigger takes what is at least 50, another what is below 40; with 45 nothing happens, and the subject stays where
    /// it is. A value from the gap is shown. Only a gap between triggers on the same event of the same stage is one: below the
    /// lowest and above the highest nothing was split. Condition triggers may leave a middle in which a subject rests.
    ///
    /// ```yaml
    /// triggers:
    ///   large: { from: lead, to: enterprise, on: form_submitted, when: event.employees >= 50 }
    ///   small: { from: lead, to: self_service, on: form_submitted, when: event.employees < 40 }
    /// ```
    ///
    /// What to do: let one condition end where the other begins, or add a trigger for what lies between.
    pub TRIGGER_GAP = "trigger-gap", Warning, Conditions
}
