//! Business hours.
/// Hours in which business is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessHours;
