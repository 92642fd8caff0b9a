code! {
    /// Two rates of different cohorts are compared.
    ///
    /// A rate is the share of those who entered its first stage, within its time. Rates that begin elsewhere, or allow another
    /// time, are shares of different wholes; their difference and their baseline say nothing about progress.
    ///
    /// ```yaml
    /// key_results:
    ///   quality: { metric: rate(mql -> sql within 60d), from: baseline(rate(mql -> sql), previous quarter), to: 18% }
    /// ```
    ///
    /// What to do: give both the same beginning and the same `within`.
    pub RATE_BASIS = "rate-basis", Warning, Metrics
}
