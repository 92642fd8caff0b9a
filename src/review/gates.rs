//! Gates: how much a change may do before somebody has to look.

use super::shape::{Gate, Impact};
use indexmap::IndexMap;

/// What a project allows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gates {
    /// The share of subjects that may be in another stage.
    pub max_moved: Option<f64>,
    /// By metric: the share by which it may change.
    pub max_change: IndexMap<String, f64>,
}

impl Gates {
    /// What they say of an impact. What cannot be compared (a metric that comes or goes, or was 0 and is not) is a breach.
    pub fn check(&self, impact: &Impact) -> Vec<Gate> {
        let mut gates = Vec::new();
        if let Some(limit) = self.max_moved {
            let found = if impact.subjects == 0 { 0.0 } else { impact.moved as f64 / impact.subjects as f64 };
            gates.push(Gate { gate: "max_moved".to_owned(), limit, found: Some(found), breached: found > limit });
        }
        for (metric, limit) in &self.max_change {
            // a project has several funnels, each with metrics of its own
            let Some(delta) = impact.metrics.get(metric) else { continue };
            let found = if delta.differs() { delta.change.map(f64::abs) } else { Some(0.0) };
            let breached = found.is_none_or(|found| found > *limit);
            gates.push(Gate { gate: format!("max_change.{metric}"), limit: *limit, found, breached });
        }
        gates
    }
}
