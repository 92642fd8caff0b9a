//! Where everything stands.

use super::super::{Label, Line, Role, Source, clipped, lines, on_path, title};
use super::{code_width, route, title_width};
use crate::ids::*;
use crate::model::Model;
use crate::model::graph::Place;

/// Space around the picture.
pub(super) const MARGIN: i32 = 28;
/// Where arrows that go down the path stand, from the left edge of a card.
pub(super) const STEM: i32 = 26;
/// From one line of text in a gap to the next.
pub(super) const LINE: i32 = 18;
/// From a card's edge to the text on a line that leaves it.
pub(super) const INSET: i32 = 16;
/// From one labelled line at a card's side to the next.
const ROW: i32 = 27;
/// From one line without a label to the next.
const PORT: i32 = 16;
/// From one lane to the next.
const LANE: i32 = 16;
/// The height of the heading.
const HEADING: i32 = 92;
/// Characters of a title that are shown.
const TITLE: usize = 32;

/// A side of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// The places where lines run down and up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gutter {
    /// Left of the path: between its stages.
    Path,
    /// Between the path and the stages beside it.
    Between,
    /// Right of the stages beside the path: between them.
    Beside,
}

/// The start (the first of all cards) or a stage.
#[derive(Clone, Debug)]
pub(super) struct Card {
    pub stage: Option<StageId>,
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    /// Whether it stands on the path, the start included.
    pub on_path: bool,
}

impl Card {
    pub(super) fn edge(&self, side: Side) -> i32 {
        match side {
            Side::Left => self.x,
            Side::Right => self.x + self.width,
        }
    }

    fn middle(&self) -> i32 {
        self.y + self.height / 2
    }
}

/// A place at the side of a card where a line leaves or arrives.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub card: usize,
    pub side: Side,
    pub label: Option<Label>,
    /// Whether the line arrives here.
    pub head: bool,
    /// The lines it belongs to; none for what comes from any stage.
    pub net: Option<usize>,
    /// The cards at the other end.
    others: Vec<usize>,
    pub y: i32,
}

/// Lines of one kind to the same stage, sharing a lane.
#[derive(Clone, Debug)]
pub(super) struct Net {
    pub gutter: Gutter,
    pub to: usize,
    pub timer: bool,
    /// Set where the label stands at the arriving end, and lines of other triggers may not join.
    trigger: Option<String>,
    /// Where it arrives.
    pub head: usize,
    /// Where it comes from.
    pub tails: Vec<usize>,
    /// The lane, from the left.
    pub lane: i32,
    pub x: i32,
}

/// Arrows from a card to the next one of the path.
#[derive(Clone, Debug)]
pub(super) struct Fall {
    pub from: usize,
    pub to: usize,
    pub labels: Vec<Label>,
}

/// Where everything stands.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub cards: Vec<Card>,
    pub slots: Vec<Slot>,
    pub nets: Vec<Net>,
    pub falls: Vec<Fall>,
    pub width: i32,
    pub height: i32,
    /// Where the legend stands.
    pub foot: i32,
}

impl Layout {
    pub(super) fn of(model: &Model) -> Self {
        let mut layout = Self { cards: cards(model), slots: vec![], nets: vec![], falls: vec![], width: 0, height: 0, foot: 0 };
        for line in lines(model) {
            layout.add(line);
        }
        layout.place_down();
        layout.place_slots();
        for gutter in [Gutter::Path, Gutter::Between, Gutter::Beside] {
            route::lanes(&mut layout, gutter);
        }
        layout.place_across(model);
        layout
    }

    fn add(&mut self, line: Line) {
        let to = line.to.index() + 1;
        let from = match line.from {
            Source::Any => {
                let label = Label { cause: format!("any open stage: {}", line.label.cause), ..line.label };
                return self.slots.push(Slot {
                    card: to,
                    side: Side::Right,
                    label: Some(label),
                    head: true,
                    net: None,
                    others: vec![],
                    y: 0,
                });
            }
            Source::At(Place::Start) => 0,
            Source::At(Place::Stage(stage)) => stage.index() + 1,
        };
        match (self.cards[from].on_path, self.cards[to].on_path) {
            (true, true) if self.next(from) == Some(to) => match self.falls.iter_mut().find(|fall| fall.from == from) {
                Some(fall) => fall.labels.push(line.label),
                None => self.falls.push(Fall { from, to, labels: vec![line.label] }),
            },
            (true, true) => self.join(Gutter::Path, (from, Side::Left), (to, Side::Left), line.label, false),
            (true, false) => self.join(Gutter::Between, (from, Side::Right), (to, Side::Left), line.label, false),
            (false, true) => self.join(Gutter::Between, (from, Side::Left), (to, Side::Right), line.label, true),
            (false, false) => self.join(Gutter::Beside, (from, Side::Right), (to, Side::Right), line.label, false),
        }
    }

    /// The next card of the path.
    fn next(&self, card: usize) -> Option<usize> {
        (card + 1..self.cards.len()).find(|next| self.cards[*next].on_path)
    }

    fn join(&mut self, gutter: Gutter, from: (usize, Side), to: (usize, Side), label: Label, label_at_head: bool) {
        let trigger = label_at_head.then(|| label.trigger.clone());
        let timer = label.timer;
        let same = |net: &Net| net.gutter == gutter && net.to == to.0 && net.timer == timer && net.trigger == trigger;
        let net = self.nets.iter().position(same).unwrap_or(self.nets.len());
        if net == self.nets.len() {
            let head = self.slots.len();
            let label = label_at_head.then(|| label.clone());
            self.slots.push(Slot { card: to.0, side: to.1, label, head: true, net: Some(net), others: vec![], y: 0 });
            self.nets.push(Net { gutter, to: to.0, timer, trigger, head, tails: vec![], lane: 0, x: 0 });
        }
        let tail = self.slots.len();
        let label = (!label_at_head).then_some(label);
        self.slots.push(Slot { card: from.0, side: from.1, label, head: false, net: Some(net), others: vec![to.0], y: 0 });
        self.nets[net].tails.push(tail);
        let head = self.nets[net].head;
        self.slots[head].others.push(from.0);
    }

    /// Everything's place from top to bottom.
    fn place_down(&mut self) {
        for at in 0..self.cards.len() {
            let rows = self.count(at, Side::Left).max(self.count(at, Side::Right));
            let on_path = self.cards[at].on_path;
            self.cards[at].height = match (at, on_path) {
                (0, _) => 14.max(rows * ROW),
                (_, true) => 56.max(rows * ROW + 6),
                (_, false) => 56.max(self.count(at, Side::Left) * PORT + 16).max(self.count(at, Side::Right) * ROW + 6),
            };
        }
        let mut y = HEADING;
        for at in 0..self.cards.len() {
            if self.cards[at].on_path {
                self.cards[at].y = y;
                let labels = self.falls.iter().find(|fall| fall.from == at).map_or(0, |fall| fall.labels.len());
                y += self.cards[at].height + 34.max(i32::try_from(labels).unwrap_or(0) * LINE + 30);
            }
        }
        let mut beside: Vec<(i32, usize)> =
            (0..self.cards.len()).filter(|at| !self.cards[*at].on_path).map(|at| (self.ideal(at).unwrap_or(i32::MAX), at)).collect();
        beside.sort_unstable();
        let mut free = HEADING + 30;
        for (_, at) in beside {
            let height = self.cards[at].height;
            self.cards[at].y = self.ideal(at).map_or(free, |ideal| free.max(ideal - height / 2));
            free = self.cards[at].y + self.cards[at].height + 40;
        }
        self.foot = self.cards.iter().map(|card| card.y + card.height).max().unwrap_or(HEADING) + 46;
        self.height = self.foot + MARGIN - 8;
    }

    /// Beside what it is joined with; nowhere if that is not on the path.
    fn ideal(&self, card: usize) -> Option<i32> {
        let joined = self.slots.iter().filter(|slot| slot.card == card).flat_map(|slot| &slot.others);
        self.mean(joined.filter(|at| self.cards[**at].on_path))
    }

    /// How far down cards are on average.
    fn mean<'a>(&self, cards: impl Iterator<Item = &'a usize>) -> Option<i32> {
        let (sum, count) = cards.fold((0_i64, 0_i64), |(sum, count), at| (sum + i64::from(self.cards[*at].middle()), count + 1));
        sum.checked_div(count).and_then(|mean| i32::try_from(mean).ok())
    }

    fn count(&self, card: usize, side: Side) -> i32 {
        i32::try_from(self.slots.iter().filter(|slot| slot.card == card && slot.side == side).count()).unwrap_or(0)
    }

    /// Slots of a side in the order of what they lead to, so that lines of neighbours do not cross.
    fn place_slots(&mut self) {
        for card in 0..self.cards.len() {
            for side in [Side::Left, Side::Right] {
                let mut slots: Vec<usize> =
                    (0..self.slots.len()).filter(|at| self.slots[*at].card == card && self.slots[*at].side == side).collect();
                slots.sort_by_key(|at| (self.reach(*at), *at));
                let labelled = self.cards[card].on_path || side == Side::Right;
                let (pitch, low) = if labelled { (ROW, 7) } else { (PORT, 0) };
                let count = i32::try_from(slots.len()).unwrap_or(1);
                let mut y = self.cards[card].middle() - (count - 1) * pitch / 2 + if card == 0 { 0 } else { low };
                for slot in slots {
                    self.slots[slot].y = y;
                    y += pitch;
                }
            }
        }
    }

    /// How far down the other end is, on average; what comes from any stage is first.
    fn reach(&self, slot: usize) -> i32 {
        self.mean(self.slots[slot].others.iter()).unwrap_or(i32::MIN)
    }

    /// Everything's place from left to right.
    fn place_across(&mut self, model: &Model) {
        let lanes = |gutter| self.nets.iter().filter(|net| net.gutter == gutter).map(|net| net.lane + 1).max().unwrap_or(0);
        let (path_lanes, between_lanes, beside_lanes) = (lanes(Gutter::Path), lanes(Gutter::Between), lanes(Gutter::Beside));
        let room = |on_path: bool, side: Side| {
            let slots = self.slots.iter().filter(|slot| slot.side == side && self.cards[slot.card].on_path == on_path);
            slots.map(|slot| slot.label.as_ref().map_or(0, |label| width(label) + INSET + 12)).max().unwrap_or(0)
        };
        let card_width = |on_path: bool| {
            let stages = model.stages.iter().filter(|stage| super::super::on_path(stage) == on_path);
            let widths = stages.map(|stage| title_width(&shown(title(stage))).max(code_width(&subtitle(stage))) + 36);
            widths.max().unwrap_or(0).max(if on_path { 190 } else { 150 })
        };
        let left = MARGIN + if path_lanes > 0 { path_lanes * LANE + 4 + room(true, Side::Left).max(24) } else { 0 };
        let (path_width, beside_width) = (card_width(true), card_width(false));
        let path_right = left + path_width;
        let falls = self.falls.iter().flat_map(|fall| &fall.labels).map(|label| left + STEM + 14 + width(label) + 14).max().unwrap_or(0);
        let lanes_from = (path_right + room(true, Side::Right)).max(falls).max(path_right + 16);
        let beside_left = lanes_from + between_lanes * LANE + 22;
        let beside_right = beside_left + beside_width;
        let beside_from = beside_right + room(false, Side::Right).max(18);
        for net in &mut self.nets {
            net.x = match net.gutter {
                Gutter::Path => MARGIN + 4 + net.lane * LANE,
                Gutter::Between => lanes_from + 6 + net.lane * LANE,
                Gutter::Beside => beside_from + 6 + net.lane * LANE,
            };
        }
        let any_beside = self.cards.iter().any(|card| !card.on_path);
        let drawn =
            if any_beside { beside_right.max(if beside_lanes > 0 { beside_from + beside_lanes * LANE } else { 0 }) } else { lanes_from };
        let labels = if any_beside { beside_right + room(false, Side::Right) } else { 0 };
        let heading = MARGIN + 11 * i32::try_from(clipped(super::super::heading(model), 60).chars().count()).unwrap_or(0);
        self.width = drawn.max(labels).max(heading).max(MARGIN + 430) + MARGIN;
        for (at, card) in self.cards.iter_mut().enumerate() {
            (card.x, card.width) = match (at, card.on_path) {
                (0, _) => (left + STEM - 7, 14),
                (_, true) => (left, path_width),
                (_, false) => (beside_left, beside_width),
            };
        }
    }
}

fn cards(model: &Model) -> Vec<Card> {
    let start = Card { stage: None, x: 0, y: 0, width: 0, height: 0, on_path: true };
    let stages = model.stages.enumerate().map(|(id, stage)| Card { stage: Some(id), on_path: on_path(stage), ..start.clone() });
    std::iter::once(start.clone()).chain(stages).collect()
}

/// A title as it is shown.
pub(super) fn shown(title: &str) -> String {
    clipped(title, TITLE)
}

/// What stands under a title: the id where the title is another text, and the owner.
pub(super) fn subtitle(stage: &crate::model::Stage) -> String {
    let id = (title(stage) != stage.name).then_some(stage.name.as_str());
    let words: Vec<String> = id.into_iter().chain(stage.owner.as_deref()).map(|word| clipped(word, TITLE)).collect();
    words.join(" · ")
}

/// How wide a label is.
pub(super) fn width(label: &Label) -> i32 {
    let human = if label.human { 15 } else { 0 };
    let trigger = if label.trigger.is_empty() { 0 } else { code_width(&label.trigger) + 7 };
    human + trigger + code_width(&label.cause)
}

impl Net {
    /// The colour of what it leads to.
    pub(super) fn role(&self, layout: &Layout, model: &Model) -> Role {
        let stage = layout.cards.get(self.to).and_then(|card| card.stage).and_then(|stage| model.stages.get(stage));
        stage.map_or(Role::Path, Role::of)
    }
}
