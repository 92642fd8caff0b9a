code! {
    /// A source that says both `map` and `rows`.
    ///
    /// `map` makes one event of each row, `rows` makes several. With both it would not be clear what becomes of a row.
    ///
    /// What to do: put what stands under `map` as an entry under `rows`, or take one of them away.
    pub MAP_AND_ROWS = "map-and-rows", Error, Sources
}
