//! Who is one with whom (L2): links closed over the whole log, before anything is folded.

use super::evaluate::{Context, Hand};
use super::mask::{text, value};
use super::scatter::Fields;
use super::state::State;
use super::store::record::Head;
use super::store::{Layout, Names, Partition, Record, Store};
use crate::events::batch::EventBatch;
use crate::ids::Id;
use crate::plan::Program;
use crate::time::Micros;
use crate::value::Value;
use hashbrown::HashMap;
use std::sync::Arc;

type Map<V> = HashMap<Arc<str>, V, foldhash::fast::FixedState>;

/// The names that joined subjects bear.
#[derive(Debug, Default)]
pub struct Identities {
    names: Map<Arc<str>>,
}

impl Identities {
    /// The name that a joined subject bears; `None` for a subject of its own.
    pub fn name_of(&self, written: &str) -> Option<&str> {
        if self.names.is_empty() {
            return None;
        }
        self.names.get(written).map(AsRef::as_ref)
    }

    /// All names that are one subject with that one, itself included, in order of bytes.
    pub fn one_with(&self, written: &str) -> Vec<String> {
        let Some(called) = self.names.get(written) else { return vec![written.to_owned()] };
        let mut names: Vec<String> = self.names.iter().filter(|(_, name)| *name == called).map(|(name, _)| name.to_string()).collect();
        names.sort_unstable();
        names
    }
}

/// The linking events that one worker has seen.
pub struct Links<'a> {
    program: &'a Program,
    layout: &'a Layout<'a>,
    as_of: Option<Micros>,
    state: State,
    /// What the events are ordered by.
    store: Store,
    /// For each of them what it links its subject with.
    with: Vec<Arc<str>>,
}

impl<'a> Links<'a> {
    /// For a worker that has seen nothing yet.
    pub fn new(program: &'a Program, layout: &'a Layout<'a>, as_of: Option<Micros>) -> Self {
        Self { program, layout, as_of, state: State::new(program), store: Store::default(), with: Vec::new() }
    }

    /// Takes the linking events of a batch.
    pub fn take(&mut self, batch: &EventBatch) {
        let fields = Fields::of(self.program, batch);
        for row in 0..batch.len {
            let (time, event) = (batch.time[row], batch.event[row]);
            let plan = &self.program.events[event.index()];
            let (Some(code), true) = (plan.links, plan.has_subject) else { continue };
            if self.as_of.is_some_and(|as_of| time > as_of) {
                continue;
            }
            self.state.now = time;
            let subject = text(&batch.subject, row).unwrap_or_default();
            self.state.name = Arc::from(subject);
            let get = |column| value(batch, column, row);
            let context = Context { program: self.program, layout: self.layout, state: &self.state, hand: Hand::Column(event, &get) };
            let Value::Text(with) = context.value(code, &mut Vec::new()) else { continue };
            if with.is_empty() {
                continue;
            }
            let id = batch.id.as_ref().and_then(|ids| text(ids, row)).filter(|id| !id.is_empty());
            let seq = super::scatter::seq(batch, row);
            let head = Head { time, event, mask: 0, seq, names: Names { subject, id, written: None } };
            self.store.push(0, head, self.layout, |bytes| fields.put(bytes, event, row));
            self.with.push(with);
        }
    }

    /// Closes the links of all workers: each joined subject bears the name that the last of its linking events has as its subject.
    pub fn close(workers: Vec<Self>) -> Identities {
        let Some(layout) = workers.first().map(|worker| worker.layout) else { return Identities::default() };
        let (stores, with): (Vec<Store>, Vec<Vec<Arc<str>>>) = workers.into_iter().map(|worker| (worker.store, worker.with)).unzip();
        let mut all = Partition::default();
        // Nothing of it is on a shelf, which alone could fail.
        let _ = all.load(&stores, 0);
        let mut links: Vec<(Micros, Record<'_>, Arc<str>)> = Vec::new();
        let mut with = with.into_iter().flatten();
        all.each(layout, |at, time, _| links.extend(with.next().map(|with| (time, all.record(at, layout), with))));
        // Those that stay equal link the same subjects.
        links.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.compare(&b.1, layout)));
        let mut groups = Groups::default();
        for (_, record, with) in &links {
            let (a, b) = (groups.member(record.name()), groups.member(with));
            groups.join(a, b);
        }
        let mut last: Vec<Option<&str>> = vec![None; groups.parents.len()];
        for (_, record, _) in &links {
            let member = groups.member(record.name());
            let root = groups.root(member);
            last[root] = Some(record.name());
        }
        let members: Vec<(Arc<str>, usize)> = groups.members.iter().map(|(name, at)| (Arc::clone(name), *at)).collect();
        let mut names = Map::default();
        for (member, at) in members {
            if let Some(name) = last[groups.root(at)] {
                names.insert(member, Arc::from(name));
            }
        }
        Identities { names }
    }
}

/// Sets that are joined (union-find).
#[derive(Default)]
struct Groups {
    members: Map<usize>,
    parents: Vec<usize>,
}

impl Groups {
    fn member(&mut self, name: &str) -> usize {
        if let Some(at) = self.members.get(name) {
            return *at;
        }
        self.parents.push(self.parents.len());
        self.members.insert(Arc::from(name), self.parents.len() - 1);
        self.parents.len() - 1
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b)] = a.min(b);
    }
}
