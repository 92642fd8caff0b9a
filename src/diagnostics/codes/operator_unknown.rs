code! {
    /// A sign that the language does not have.
    ///
    /// Expressions have `or and not`, `== != < <= > >=`, `in`, `contains`, `starts with`, `ends with`, `matches`, `is present`,
    /// `is missing`, `else`, `+ - ++ * /`. Signs of other languages are named in the help with what takes their place.
    ///
    /// ```yaml
    /// let:
    ///   ready: score.fit >= 20 && score.engagement >= 50
    /// ```
    ///
    /// What to do: write the operator that the help names.
    pub OPERATOR_UNKNOWN = "operator-unknown", Error, Expressions
}
