//! funnelc: a compiler and rule engine for revenue funnels.

pub mod check;
pub mod cli;
pub mod demo;
pub mod diagnostics;
pub mod eval;
pub mod events;
pub mod functions;
pub mod ids;
pub mod model;
pub mod plan;
pub mod reference;
pub mod render;
pub mod replay;
pub mod report;
pub mod resolve;
pub mod span;
pub mod syntax;
pub mod time;
pub mod value;
