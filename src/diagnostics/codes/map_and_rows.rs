code! {
    /// A source that says both `map` and `rows`.
    ///
    /// `map` makes one event of each row, `rows` makes several. With both it would not be clear what becomes of a row.
    ///
    /// ```yaml
    /// sources:
    ///   crm:
    ///     files: exports/deals.csv
    ///     map: { subject: row.id }
    ///     rows: { won: { map: { subject: row.id, event: '"won"' } } }
    /// ```
    ///
    /// What to do: put what stands under `map` as an entry under `rows`, or take one of them away.
    pub MAP_AND_ROWS = "map-and-rows", Error, Sources
}
