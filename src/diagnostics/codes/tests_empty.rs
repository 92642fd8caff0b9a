code! {
    /// A file of tests without a test.
    ///
    /// It says nothing of the definition, and passes whatever the definition becomes.
    ///
    /// ```yaml
    /// funnel: ../b2b_saas.yaml
    /// tests: {}                        # and no snapshots
    /// ```
    ///
    /// What to do: write a test or a snapshot, or take the file away.
    pub TESTS_EMPTY = "tests-empty", Error, Tests
}
