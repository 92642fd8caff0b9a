code! {
    /// An owner, or a side of an agreement, that is no team of the project.
    ///
    /// The project file lists the teams there are. Where a stage is owned by somebody who is not on it, nobody is told about it,
    /// and a report by owner has one row too many.
    ///
    /// ```yaml
    /// # funnelc.yaml: teams: [marketing, sales]
    /// stages:
    ///   mql: { owner: marketng, agreed_by: [marketing, sales] }
    /// ```
    ///
    /// What to do: correct the name, or add the team to `teams` in `funnelc.yaml`.
    pub TEAM_UNKNOWN = "team-unknown", Warning, Governance
}
