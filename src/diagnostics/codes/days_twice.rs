code! {
    /// A day whose business hours are said twice.
    ///
    /// Where `hours` is a map it names the days itself, and each day stands in it once.
    ///
    /// ```yaml
    /// calendar:
    ///   business_hours: { hours: { monday..friday: 09:00-17:00, friday: 09:00-15:00 } }
    /// ```
    ///
    /// What to do: let each day stand once, `monday..thursday` and `friday`. Several spans of one day are a list:
    /// `[09:00-12:00, 13:00-17:00]`.
    pub DAYS_TWICE = "days-twice", Error, Types
}
