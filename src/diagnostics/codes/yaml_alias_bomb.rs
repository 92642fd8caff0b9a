code! {
    /// Aliases that multiply beyond all measure.
    ///
    /// A value may be marked with `&name` and repeated with `*name`. Where lists of aliases hold aliases of lists, a
    /// few lines stand for millions of values; no funnel is meant by that, so reading stops at the first alias beyond
    /// 100 000 values.
    ///
    /// ```yaml
    /// a: &a [x, x, x, x, x, x, x, x, x]
    /// b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
    /// c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
    /// ```
    ///
    /// What to do: Write out what is meant, or repeat less.
    pub YAML_ALIAS_BOMB = "yaml-alias-bomb", Error, Yaml
}
