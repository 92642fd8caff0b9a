code! {
    /// A value of another kind than wanted.
    ///
    /// A text stands where a map is wanted, a list where a text is wanted, nothing where something is wanted, or a
    /// word such as `yes` where `true` or `false` is wanted (`yes`, `no`, `on` and `off` are texts here, as in YAML
    /// 1.2).
    ///
    /// ```yaml
    /// stages:
    ///   nurture: { off_path: yes }
    ///   won: [closed]
    /// ```
    ///
    /// What to do: Write it in the shape that the finding shows.
    pub YAML_WRONG_SHAPE = "yaml-wrong-shape", Error, Yaml
}
