code! {
    /// A stored snapshot that is not what comes of its log, or that no test file speaks of.
    ///
    /// What comes of a log is stored beside the test file as text, a fact a line, and reviewed as code is. A difference means that
    /// the definition now says something else of that log; a file that no `snapshots:` entry makes tells of nothing at all.
    ///
    /// ```yaml
    /// snapshots:
    ///   year: { events: events.ndjson, keep: [report] }         # snapshots/funnel__year.report.txt
    /// ```
    ///
    /// What to do: read the difference; if it is meant, accept it with `funnelc test --update=year`.
    pub SNAPSHOT_DIFFERS = "snapshot-differs", Error, Tests
}
