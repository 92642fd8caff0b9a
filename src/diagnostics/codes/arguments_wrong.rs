code! {
    /// A function with the wrong number of arguments, or with something that is no value.
    ///
    /// ```yaml
    /// attributes:
    ///   company: split_part(email, "@")      # which part?
    /// ```
    ///
    /// What to do: give the arguments that the finding names; `split_part(email, "@", 2)`.
    pub ARGUMENTS_WRONG = "arguments-wrong", Error, Types
}
