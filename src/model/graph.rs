//! The stage graph: stages, the start, and an edge for each way a trigger leads.
//!
//! It knows which triggers lead where, not whether their conditions can hold.

use super::{Model, Trigger};
use crate::ids::*;
use petgraph::Direction;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use std::collections::VecDeque;

/// A place a subject can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Not in the funnel yet.
    Start,
    /// In a stage.
    Stage(StageId),
}

/// One step from a place to a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it leads from.
    pub from: Place,
    /// The trigger; none for the first entry into the first stage.
    pub by: Option<TriggerId>,
    /// The stage it leads to.
    pub to: StageId,
}

/// The stages of a model and what leads from one to another.
#[derive(Clone, Debug)]
pub struct StageGraph {
    graph: DiGraph<Place, Option<TriggerId>>,
    start: NodeIndex,
    stages: Vec<NodeIndex>,
}

impl StageGraph {
    /// The graph of a model's stages. Edges stand in file order of their triggers.
    pub fn new(model: &Model) -> Self {
        let mut graph = DiGraph::new();
        let start = graph.add_node(Place::Start);
        let stages: Vec<NodeIndex> = model.stages.ids().map(|stage| graph.add_node(Place::Stage(stage))).collect();
        let mut made = Self { graph, start, stages };
        let enters = |trigger: &Trigger| matches!(trigger.from, super::From::Start);
        if !model.triggers.iter().any(enters)
            && let Some(first) = model.stages.ids().next()
        {
            made.add(Step { from: Place::Start, by: None, to: first });
        }
        for (id, trigger) in model.triggers.enumerate() {
            if enters(trigger) {
                made.add(Step { from: Place::Start, by: Some(id), to: trigger.to });
            }
            for stage in trigger.from.stages() {
                made.add(Step { from: Place::Stage(*stage), by: Some(id), to: trigger.to });
            }
        }
        made
    }

    fn add(&mut self, step: Step) {
        if let (Some(from), Some(to)) = (self.node(step.from), self.node(Place::Stage(step.to))) {
            self.graph.add_edge(from, to, step.by);
        }
    }

    fn node(&self, place: Place) -> Option<NodeIndex> {
        match place {
            Place::Start => Some(self.start),
            Place::Stage(stage) => self.stages.get(stage.index()).copied(),
        }
    }

    /// The steps out of a place, in file order.
    pub fn out_of(&self, place: Place) -> Vec<Step> {
        self.edges(place, Direction::Outgoing)
    }

    /// The steps into a stage, in file order.
    pub fn into(&self, stage: StageId) -> Vec<Step> {
        self.edges(Place::Stage(stage), Direction::Incoming)
    }

    fn edges(&self, place: Place, direction: Direction) -> Vec<Step> {
        let Some(node) = self.node(place) else { return Vec::new() };
        let mut edges: Vec<EdgeIndex> = self.graph.edges_directed(node, direction).map(|edge| edge.id()).collect();
        // petgraph walks the latest edge first
        edges.sort_unstable();
        edges.into_iter().filter_map(|edge| self.step(edge)).collect()
    }

    fn step(&self, edge: EdgeIndex) -> Option<Step> {
        let (from, to) = self.graph.edge_endpoints(edge)?;
        match self.graph[to] {
            Place::Stage(stage) => Some(Step { from: self.graph[from], by: self.graph[edge], to: stage }),
            Place::Start => None,
        }
    }

    /// The stages that a subject can come into, by stage.
    pub fn reachable(&self) -> Vec<bool> {
        self.spread(&[self.start], Direction::Outgoing)
    }

    /// The stages from which one of `goals` can be reached, the goals included, by stage.
    pub fn can_reach(&self, goals: &[StageId]) -> Vec<bool> {
        let from: Vec<NodeIndex> = goals.iter().filter_map(|stage| self.node(Place::Stage(*stage))).collect();
        self.spread(&from, Direction::Incoming)
    }

    fn spread(&self, from: &[NodeIndex], direction: Direction) -> Vec<bool> {
        let mut seen = vec![false; self.graph.node_count()];
        let mut open = from.to_vec();
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node.index()], true) {
                open.extend(self.graph.neighbors_directed(node, direction));
            }
        }
        self.stages.iter().map(|node| seen[node.index()]).collect()
    }

    /// A shortest way of at least one step from a place to a stage along the steps that `allowed` lets pass;
    /// of several the one whose triggers stand first in the file.
    pub fn shortest(&self, from: Place, to: StageId, allowed: impl Fn(&Step) -> bool) -> Option<Vec<Step>> {
        let mut came_by: Vec<Option<Step>> = vec![None; self.stages.len()];
        let mut open = VecDeque::from([from]);
        while let Some(place) = open.pop_front() {
            for step in self.out_of(place).into_iter().filter(|step| allowed(step)) {
                let Some(seen) = came_by.get_mut(step.to.index()) else { continue };
                if seen.is_some() {
                    continue;
                }
                *seen = Some(step);
                if step.to == to {
                    return Some(Self::back_to(from, step, &came_by));
                }
                open.push_back(Place::Stage(step.to));
            }
        }
        None
    }

    fn back_to(from: Place, last: Step, came_by: &[Option<Step>]) -> Vec<Step> {
        let mut steps = vec![last];
        let mut at = last.from;
        while at != from
            && let Place::Stage(stage) = at
            && let Some(Some(step)) = came_by.get(stage.index())
        {
            steps.push(*step);
            at = step.from;
        }
        steps.reverse();
        steps
    }

    /// Groups of stages among `members` that lead into one another, each in file order; a stage alone is a group.
    /// Groups stand in the order of their first stages.
    pub fn knots(&self, members: &[bool], allowed: impl Fn(&Step) -> bool) -> Vec<Vec<StageId>> {
        let inside = |node: NodeIndex| match self.graph[node] {
            Place::Stage(stage) => members.get(stage.index()).copied().unwrap_or_default(),
            Place::Start => false,
        };
        let part =
            self.graph.filter_map(|node, place| inside(node).then_some(*place), |edge, _| self.step(edge).filter(|step| allowed(step)));
        let mut knots: Vec<Vec<StageId>> = petgraph::algo::tarjan_scc(&part)
            .into_iter()
            .map(|nodes| {
                let mut stages: Vec<StageId> = nodes
                    .into_iter()
                    .filter_map(|node| match part[node] {
                        Place::Stage(stage) => Some(stage),
                        Place::Start => None,
                    })
                    .collect();
                stages.sort_unstable();
                stages
            })
            .collect();
        knots.sort_unstable();
        knots
    }
}
