//! Business hours.
/// Hours in which business is done.
#[derive(Clone, Debug)]
pub struct BusinessHours;
