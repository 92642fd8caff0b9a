code! {
    /// A pattern of times that cannot tell an instant.
    ///
    /// A pattern needs a year, a month and a day, and says every sign between them. `%Y %m %d` are the date, `%H %M %S` the time of
    /// day, `%z` an offset.
    ///
    /// ```yaml
    /// sources:
    ///   crm: { map: { time: { value: row.when, format: "%d.%m %H:%M" } } }      # of which year?
    /// ```
    ///
    /// What to do: write the pattern as the file has it: `"%d.%m.%Y %H:%M"`.
    pub TIME_PATTERN_INVALID = "time-pattern-invalid", Error, Sources
}
