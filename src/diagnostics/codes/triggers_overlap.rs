code! {
    /// Two triggers of a stage whose conditions can hold at one event.
    ///
    /// The first in the file fires and the other does not, so that the order of lines decides where the subject goes. Where
    /// that can be shown, a subject is shown for whom both hold: it was replayed with the one trigger and with the other.
    ///
    /// It is no finding where the order is plainly meant, the special before the general: an earlier trigger whose condition
    /// implies the later one's, a later trigger without a condition, one `from: any`. Nor is it one where both
    /// lead to the same stage and none has actions.
    ///
    /// ```yaml
    /// triggers:
    ///   large: { from: lead, to: enterprise, on: form_submitted, when: event.employees >= 500 }
    ///   demo:  { from: lead, to: mql, on: form_submitted, when: event.form == "demo" }     # a demo for 600 employees
    /// ```
    ///
    /// What to do: make the conditions exclude each other (`event.form == "demo" and event.employees < 500`), or make the
    /// later one the general case.
    pub TRIGGERS_OVERLAP = "triggers-overlap", Warning, Stages
}
