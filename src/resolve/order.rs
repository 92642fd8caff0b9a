//! In which order definitions that name each other are resolved, and the rings that leave none.

use crate::span::Span;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::DfsPostOrder;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Things `0..n`, sorted so that each comes after what it names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Order {
    /// All things, what is named first.
    pub sorted: Vec<usize>,
    /// Rings: each thing with the place at which it names the next, the last one the first.
    pub rings: Vec<Vec<(usize, Span)>>,
    /// All things that lie on some ring.
    pub ringed: BTreeSet<usize>,
}

/// Sorts things by what they name: `names[i]` are the things that `i` names and where. One ring is given for each knot.
pub(super) fn order(names: &[Vec<(usize, Span)>]) -> Order {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(names.len(), names.len());
    let nodes: Vec<NodeIndex> = names.iter().map(|_| graph.add_node(())).collect();
    for (from, targets) in names.iter().enumerate() {
        for (to, _) in targets {
            if let Some(to) = nodes.get(*to) {
                graph.update_edge(nodes[from], *to, ());
            }
        }
    }
    let mut order = Order::default();
    for component in kosaraju_scc(&graph) {
        let mut members: Vec<usize> = component.into_iter().map(NodeIndex::index).collect();
        members.sort_unstable();
        if let Some(ring) = ring(&members, names) {
            order.rings.push(ring);
            order.ringed.extend(&members);
        }
    }
    // in the order of the file, as far as what is named allows
    let mut walk = DfsPostOrder::empty(&graph);
    for node in nodes {
        walk.move_to(node);
        while let Some(next) = walk.next(&graph) {
            order.sorted.push(next.index());
        }
    }
    order.rings.sort();
    order
}

/// The shortest ring through the first member of a knot; none where it is one thing that does not name itself.
fn ring(members: &[usize], names: &[Vec<(usize, Span)>]) -> Option<Vec<(usize, Span)>> {
    let start = *members.first()?;
    let mut came: BTreeMap<usize, (usize, Span)> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for (to, span) in &names[at] {
            if *to == start {
                let mut ring = vec![(at, *span)];
                let mut node = at;
                while node != start {
                    let (before, span) = *came.get(&node)?;
                    ring.push((before, span));
                    node = before;
                }
                ring.reverse();
                return Some(ring);
            }
            if members.binary_search(to).is_ok() && !came.contains_key(to) {
                came.insert(*to, (at, *span));
                queue.push_back(*to);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(edges: &[&[usize]]) -> Vec<Vec<(usize, Span)>> {
        edges.iter().map(|to| to.iter().map(|to| (*to, Span::default())).collect()).collect()
    }

    #[test]
    fn what_is_named_comes_first() {
        let found = order(&names(&[&[2], &[0, 2], &[]]));
        assert_eq!((found.sorted, found.rings), (vec![2, 0, 1], vec![]));
    }

    #[test]
    fn a_ring_is_given_once_and_whole() {
        let found = order(&names(&[&[1], &[2], &[0, 3], &[], &[4]]));
        let rings: Vec<Vec<usize>> = found.rings.iter().map(|ring| ring.iter().map(|(at, _)| *at).collect()).collect();
        assert_eq!(rings, vec![vec![0, 1, 2], vec![4]]);
        assert_eq!(found.ringed, BTreeSet::from([0, 1, 2, 4]));
        assert_eq!(found.sorted.len(), 5);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let edges: Vec<Vec<(usize, Span)>> =
            (0..200_000).map(|at| if at == 0 { vec![] } else { vec![(at - 1, Span::default())] }).collect();
        assert_eq!(order(&edges).sorted.first(), Some(&0));
    }
}
