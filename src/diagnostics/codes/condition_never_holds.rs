code! {
    /// A condition that can never hold.
    ///
    /// What it asks for excludes itself, or lies outside of what a value can be: `employees > 10 and employees < 5`,
    /// `stage.age < 0s`, a `count` below 0. The trigger never fires, the rule never scores, the fold never counts, and the
    /// funnel runs on without anybody noticing. A part of a condition that can never hold is reported as well. The parts that
    /// make it so are marked; where only a part of them is wanted, the others can go.
    ///
    /// ```yaml
    /// triggers:
    ///   sized: { from: lead, to: mql, on: form_submitted, when: event.employees > 10 and event.employees < 5 }
    /// ```
    ///
    /// What to do: correct the part that excludes the others; a bound that was swapped, `and` for `or`, a text that was
    /// written otherwise elsewhere.
    pub CONDITION_NEVER_HOLDS = "condition-never-holds", Warning, Conditions
}
