//! Who reads a report: the same figures, chosen and ordered for them.

/// Who reads a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// Everybody: the whole standard report.
    #[default]
    Everyone,
    /// Those who answer for revenue: objectives, what was won, what it cost, the bottleneck, on one screen.
    Leadership,
    /// Those who work with the subjects: each step, who waits, what is slow, how cohorts fare.
    Team,
}

impl Audience {
    /// Whether it looks at the steps one by one.
    pub(super) fn sees_steps(self) -> bool {
        match self {
            Self::Everyone | Self::Team => true,
            Self::Leadership => false,
        }
    }

    /// Whether it looks at objectives and money first.
    pub(super) fn sees_results(self) -> bool {
        match self {
            Self::Everyone | Self::Leadership => true,
            Self::Team => false,
        }
    }
}
