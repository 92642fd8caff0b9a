code! {
    /// A trigger that earlier ones leave nothing to.
    ///
    /// Of the triggers out of a stage that an event can fire, the first in the file whose condition holds does; of condition
    /// triggers as well. Here, whenever this one's condition holds, one of the earlier ones' does, in every stage that it leads
    /// from: it never gets its turn. (There is one exception, which nobody plans with: a trigger that would enter a stage twice
    /// at one instant is skipped.)
    ///
    /// ```yaml
    /// triggers:
    ///   any_size: { from: lead, to: mql, on: form_submitted, when: event.employees >= 10 }
    ///   large:    { from: lead, to: enterprise, on: form_submitted, when: event.employees >= 500 }   # any_size was first
    /// ```
    ///
    /// What to do: put the more specific trigger first, narrow the earlier one, or remove the one that is shadowed.
    pub TRIGGER_SHADOWED = "trigger-shadowed", Warning, Stages
}
