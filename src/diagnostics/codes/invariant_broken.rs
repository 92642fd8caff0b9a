code! {
    /// An invariant that the stages and triggers do not keep.
    ///
    /// Invariants say what must hold of every way through the funnel, whatever the events: `every path to won passes
    /// opportunity`, `no path from lost to won`, `won is reached only after contract_signed`. The finding shows the
    /// shortest way that breaks the claim, trigger by trigger. Whether the conditions on that way can hold together is
    /// not asked: what the triggers allow, some subject will do.
    ///
    /// ```yaml
    /// triggers:
    ///   signed:   { from: opportunity, to: won, on: contract_signed }
    ///   self_serve: { from: lead, to: won, on: paid_online }          # passes no opportunity
    /// invariants:
    ///   reviewed: every path to won passes opportunity
    /// ```
    ///
    /// What to do: change one of the triggers on the way, or the invariant if the way is meant.
    pub INVARIANT_BROKEN = "invariant-broken", Error, Stages
}
