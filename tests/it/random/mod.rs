//! Random definitions and logs, from a seed.

pub mod definition;
pub mod dice;
pub mod expression;
pub mod log;
