code! {
    /// A backslash in a text before something that it does not change.
    ///
    /// In texts a backslash stands only in `\"`, `\\`, `\n` and `\t`. In a regular expression each backslash is therefore
    /// written twice.
    ///
    /// ```yaml
    /// let:
    ///   order_page: 'last(page_viewed.page) matches "^/order/\d+$"'
    /// ```
    ///
    /// What to do: write the backslash twice: `"^/order/\\d+$"`.
    pub TEXT_ESCAPE_UNKNOWN = "text-escape-unknown", Error, Expressions
}
