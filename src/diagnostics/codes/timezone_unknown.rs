code! {
    /// A time zone that is not known.
    ///
    /// Zones are named as in the IANA database, by a region and a city: `Europe/Warsaw`, `America/New_York`, or `UTC`. Abbreviations
    /// such as `CET` do not say when clocks change.
    ///
    /// ```yaml
    /// calendar: { timezone: Warsaw }
    /// ```
    ///
    /// What to do: write `timezone: Europe/Warsaw`.
    pub TIMEZONE_UNKNOWN = "timezone-unknown", Error, Sources
}
