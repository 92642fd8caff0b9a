code! {
    /// An exact decimal beside a floating number.
    ///
    /// Decimals hold money to the last digit, numbers are quick and inexact. Mixing them would lose digits without anybody having
    /// said so. A literal such as `0.5` or `18%` takes the type of what it meets; other values do not change by themselves.
    ///
    /// ```yaml
    /// let:
    ///   worth_it: event.amount > score.fit * 10      # decimal > number
    /// ```
    ///
    /// What to do: say which is meant: `to_number(event.amount) > score.fit * 10`, or
    /// `event.amount > to_decimal(score.fit * 10, 2)`.
    pub DECIMAL_MEETS_NUMBER = "decimal-meets-number", Error, Types
}
