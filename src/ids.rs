//! Typed ids and the arenas they index: an event is never taken for a stage.

use std::marker::PhantomData;

/// An index of its own type.
pub trait Id: Copy + Eq + std::fmt::Debug {
    /// The id of the `index`-th thing.
    fn of(index: usize) -> Self;
    /// The place in the arena.
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
        impl Id for $name {
            #[inline]
            fn of(index: usize) -> Self { Self(u32::try_from(index).unwrap_or(u32::MAX)) }
            #[inline]
            fn index(self) -> usize { self.0 as usize }
        }
    )*};
}

ids! {
    /// An event of the catalog, in file order (which is also its rank among events of one instant).
    EventId
    /// A column of the log: one per name and type that some event of the catalog declares.
    ColumnId
    /// An attribute.
    AttributeId
    /// A score.
    ScoreId
    /// A scoring rule, over all scores in file order.
    RuleId
    /// A named expression (`let`).
    LetId
    /// A fold over a subject's history.
    FoldId
    /// A stage, in file order.
    StageId
    /// A trigger, in file order.
    TriggerId
    /// A service level agreement.
    SlaId
    /// A metric.
    MetricId
    /// Something measured over all subjects: a leaf of metrics.
    MeasureId
    /// An objective.
    ObjectiveId
    /// A source of events.
    SourceId
}

/// A list indexed by its own id type.
#[derive(Clone, Debug, PartialEq)]
pub struct Arena<I, T> {
    items: Vec<T>,
    id: PhantomData<I>,
}

impl<I, T> Default for Arena<I, T> {
    fn default() -> Self {
        Self { items: Vec::new(), id: PhantomData }
    }
}

impl<I: Id, T> Arena<I, T> {
    /// Adds a thing and gives its id.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::of(self.items.len() - 1)
    }
    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
    /// The things in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }
    /// The things in order, to change them.
    #[allow(clippy::iter_without_into_iter, reason = "there is hardly a use for it")]
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.items.iter_mut()
    }
    /// Ids and things in order.
    pub fn enumerate(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(at, item)| (I::of(at), item))
    }
    /// All ids in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.items.len()).map(I::of)
    }
    /// The thing, if there is one of that id.
    pub fn get(&self, id: I) -> Option<&T> {
        self.items.get(id.index())
    }
}

impl<I: Id, T> std::ops::Index<I> for Arena<I, T> {
    type Output = T;
    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

impl<I: Id, T> std::ops::IndexMut<I> for Arena<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

impl<I, T> FromIterator<T> for Arena<I, T> {
    fn from_iter<It: IntoIterator<Item = T>>(items: It) -> Self {
        Self { items: items.into_iter().collect(), id: PhantomData }
    }
}

impl<'a, I, T> IntoIterator for &'a Arena<I, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}
