//! What stands where, as text.

use super::super::{Label, Role, clipped, heading, one_line, title};
use super::layout::{Card, Fall, INSET, LINE, Layout, MARGIN, Net, STEM, Side, Slot, shown, subtitle, width};
use super::style::CSS;
use super::{cells, code_width};
use crate::model::{Model, Stage};
use std::fmt::Write as _;

/// How round corners are.
const ROUND: i32 = 8;

/// The whole picture.
pub(super) fn document(model: &Model, layout: &Layout) -> String {
    let (wide, high) = (layout.width, layout.height);
    let name = format!("{}: stages and triggers", one_line(heading(model)));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"funnelc\" role=\"graphics-document document\" aria-label=\"{}\" \
         width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\">\n<title>{}</title>\n<style>\n{CSS}</style>\n",
        escaped(&name),
        escaped(&name)
    );
    let _ = writeln!(out, "<rect class=\"paper\" width=\"{wide}\" height=\"{high}\" rx=\"12\"/>");
    let _ = writeln!(out, "<text class=\"heading\" x=\"{MARGIN}\" y=\"44\">{}</text>", escaped(&clipped(heading(model), 60)));
    let count = model.stages.len();
    let note = format!("{} · {count} stages of a {}", clipped(&model.name, 40), clipped(&model.subject, 40));
    let _ = writeln!(out, "<text class=\"note\" x=\"{MARGIN}\" y=\"64\">{}</text>", escaped(&note));
    for net in &layout.nets {
        lane(&mut out, model, layout, net);
    }
    for slot in layout.slots.iter().filter(|slot| slot.net.is_none()) {
        stub(&mut out, model, layout, slot);
    }
    for fall in &layout.falls {
        down(&mut out, model, layout, fall);
    }
    for card in &layout.cards {
        match card.stage.and_then(|stage| model.stages.get(stage)) {
            Some(stage) => self::card(&mut out, card, stage),
            None => start(&mut out, layout, card),
        }
    }
    beside(&mut out, layout);
    for slot in &layout.slots {
        on_line(&mut out, layout, slot);
    }
    legend(&mut out, layout);
    out.push_str("</svg>\n");
    out
}

fn card(out: &mut String, card: &Card, stage: &Stage) {
    let Card { x, y, width, height, .. } = *card;
    let mut told = title(stage).to_owned();
    if told != stage.name {
        let _ = write!(told, " ({})", stage.name);
    }
    if let Some(definition) = &stage.definition {
        let _ = write!(told, ": {definition}");
    }
    let _ =
        writeln!(out, "<g class=\"{}\" role=\"graphics-symbol img\"><title>{}</title>", Role::of(stage).word(), escaped(&one_line(&told)));
    let _ = writeln!(out, "<rect class=\"card\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"9\"/>");
    let _ = writeln!(out, "<rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"4\" height=\"{}\" rx=\"2\"/>", x + 6, y + 9, height - 18);
    let below = subtitle(stage);
    let middle = y + height / 2;
    let _ = writeln!(
        out,
        "<text class=\"name\" x=\"{}\" y=\"{}\">{}</text>",
        x + 20,
        if below.is_empty() { middle + 5 } else { middle - 3 },
        escaped(&shown(title(stage)))
    );
    if !below.is_empty() {
        let _ = writeln!(out, "<text class=\"code\" x=\"{}\" y=\"{}\">{}</text>", x + 20, middle + 15, escaped(&below));
    }
    out.push_str("</g>\n");
}

fn start(out: &mut String, layout: &Layout, card: &Card) {
    if layout.falls.iter().any(|fall| fall.from == 0) || layout.slots.iter().any(|slot| slot.card == 0) {
        let Card { x, y, width, height, .. } = *card;
        let _ = writeln!(
            out,
            "<g class=\"plain\"><title>start</title><rect class=\"dot\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"7\"/></g>"
        );
    }
}

/// The straight arrows to the next stage of the path: events and conditions on one, timers on another.
fn down(out: &mut String, model: &Model, layout: &Layout, fall: &Fall) {
    let (from, to) = (&layout.cards[fall.from], &layout.cards[fall.to]);
    let (top, bottom) = (from.y + from.height, to.y);
    let role = to.stage.and_then(|stage| model.stages.get(stage)).map_or(Role::Path, Role::of);
    let role = if fall.labels.iter().all(|label| label.trigger.is_empty()) { "plain" } else { role.word() };
    let stem = to.x + STEM;
    let mut x = stem;
    for timer in [false, true] {
        if !fall.labels.iter().any(|label| label.timer == timer) {
            continue;
        }
        let _ = writeln!(out, "<g class=\"{role}{}\">", if timer { " timer" } else { "" });
        let _ = writeln!(out, "<path class=\"line\" d=\"M{x} {top}V{}\"/>", bottom - 8);
        let _ = writeln!(out, "<path class=\"tip\" d=\"M{x} {}l-5 -9h10z\"/></g>", bottom - 1);
        x -= 11;
    }
    let lines = i32::try_from(fall.labels.len()).unwrap_or(0);
    let mut y = i32::midpoint(top, bottom) - 2 - (lines - 1) * LINE / 2 + 3;
    for label in &fall.labels {
        text(out, stem + 14, y, label);
        y += LINE;
    }
}

/// A net: the longest way whole, what joins it up to where it joins.
fn lane(out: &mut String, model: &Model, layout: &Layout, net: &Net) {
    let Some(head) = layout.slots.get(net.head) else { return };
    let end = |slot: &Slot| {
        let edge = layout.cards[slot.card].edge(slot.side);
        edge + if slot.side == Side::Left { -1 } else { 1 } * i32::from(slot.head)
    };
    let mut tails: Vec<&Slot> = net.tails.iter().filter_map(|slot| layout.slots.get(*slot)).collect();
    tails.sort_by_key(|slot| (-(slot.y - head.y).abs(), slot.y));
    let toward = |slot: &Slot| (end(slot) - net.x).signum();
    let mut paths = Vec::new();
    // whether the way down from above the head, and the way up from below it, are drawn
    let mut drawn = [false, false];
    for tail in &tails {
        let (rise, dy) = (usize::from(tail.y > head.y), head.y - tail.y);
        let round = ROUND.min(dy.abs() / 2).min((end(tail) - net.x).abs());
        let turn = dy.signum() * round;
        let mut path = format!("M{} {}", end(tail), tail.y);
        if dy == 0 {
            if toward(tail) == toward(head) {
                continue;
            }
            let _ = write!(path, "H{}", end(head) + toward(head) * -8);
        } else {
            let _ = write!(path, "H{}Q{} {} {} {}", net.x + toward(tail) * round, net.x, tail.y, net.x, tail.y + turn);
            if !drawn[rise] {
                let _ = write!(path, "V{}Q{} {} {} {}", head.y - turn, net.x, head.y, net.x + toward(head) * round, head.y);
                if drawn == [false, false] {
                    let _ = write!(path, "H{}", end(head) - toward(head) * 8);
                }
                drawn[rise] = true;
            }
        }
        paths.push(path);
    }
    let class = format!("{}{}", net.role(layout, model).word(), if net.timer { " timer" } else { "" });
    let _ = writeln!(out, "<g class=\"{class}\"><title>{}</title>", escaped(&told(model, layout, net)));
    let _ = writeln!(out, "<path class=\"halo\" d=\"{}\"/>", paths.join(""));
    let _ = writeln!(out, "<path class=\"line\" d=\"{}\"/>", paths.join(""));
    let back = -9 * toward(head);
    let _ = writeln!(out, "<path class=\"tip\" d=\"M{} {}l{back} -5v10z\"/></g>", end(head), head.y);
}

/// A net in words.
fn told(model: &Model, layout: &Layout, net: &Net) -> String {
    let name = |card: usize| {
        let stage = layout.cards.get(card).and_then(|card| card.stage).and_then(|stage| model.stages.get(stage));
        stage.map_or("start", |stage| stage.name.as_str())
    };
    let head = layout.slots.get(net.head).and_then(|slot| slot.label.as_ref());
    let ways = net.tails.iter().filter_map(|slot| layout.slots.get(*slot)).filter_map(|slot| {
        let label = slot.label.as_ref().or(head)?;
        let human = if label.human { ", by a person" } else { "" };
        Some(format!("{}: {} to {} ({}{human})", label.trigger, name(slot.card), name(net.to), label.cause))
    });
    ways.collect::<Vec<_>>().join("; ")
}

/// What comes from any stage: a short line from a ring.
fn stub(out: &mut String, model: &Model, layout: &Layout, slot: &Slot) {
    let (Some(card), Some(label)) = (layout.cards.get(slot.card), &slot.label) else { return };
    let role = card.stage.and_then(|stage| model.stages.get(stage)).map_or(Role::Path, Role::of);
    let (edge, y) = (card.edge(Side::Right) + 1, slot.y);
    let far = edge + INSET + width(label) + 2;
    let _ = writeln!(out, "<g class=\"{}{}\">", role.word(), if label.timer { " timer" } else { "" });
    let _ = writeln!(out, "<path class=\"line\" d=\"M{far} {y}H{}\"/>", edge + 8);
    let _ = writeln!(out, "<circle class=\"ring\" cx=\"{far}\" cy=\"{y}\" r=\"4\"/>");
    let _ = writeln!(out, "<path class=\"tip\" d=\"M{edge} {y}l9 -5v10z\"/></g>");
}

/// The label above a line at a card's side.
fn on_line(out: &mut String, layout: &Layout, slot: &Slot) {
    let Some(label) = &slot.label else { return };
    let edge = layout.cards[slot.card].edge(slot.side);
    let x = match slot.side {
        Side::Left => edge - INSET - width(label),
        Side::Right => edge + INSET,
    };
    text(out, x, slot.y - 6, label);
}

fn text(out: &mut String, mut x: i32, y: i32, label: &Label) {
    if label.human {
        person(out, x, y);
        x += 15;
    }
    let _ = write!(out, "<text class=\"label\" x=\"{x}\" y=\"{y}\">");
    if label.trigger.is_empty() {
        out.push_str(&escaped(&label.cause));
    } else {
        let _ = write!(out, "<tspan class=\"id\">{}</tspan>", escaped(&label.trigger));
        x += code_width(&label.trigger) + 7;
        let _ = write!(out, "<tspan x=\"{x}\">{}</tspan>", escaped(&label.cause));
    }
    out.push_str("</text>\n");
}

fn person(out: &mut String, x: i32, y: i32) {
    let _ = writeln!(
        out,
        "<g><title>confirmed by a person</title><path class=\"person\" d=\"M{} {y}v-1.5a4.5 4 0 0 1 9 0v1.5z\"/><circle class=\"person\" cx=\"{}\" cy=\"{}\" r=\"2.6\"/></g>",
        x,
        f64::from(x) + 4.5,
        y - 8
    );
}

fn beside(out: &mut String, layout: &Layout) {
    if let Some(first) = layout.cards.iter().filter(|card| !card.on_path).min_by_key(|card| card.y) {
        let _ = writeln!(out, "<text class=\"note\" x=\"{}\" y=\"{}\">beside the path</text>", first.x + 2, first.y - 12);
    }
}

/// What lines mean, as far as there are such lines.
fn legend(out: &mut String, layout: &Layout) {
    let labels = || layout.falls.iter().flat_map(|fall| &fall.labels).chain(layout.slots.iter().filter_map(|slot| slot.label.as_ref()));
    let (mut x, y) = (MARGIN, layout.foot);
    let mut entry = |out: &mut String, words: &str, mark: &dyn Fn(&mut String, i32)| {
        mark(out, x);
        let _ = writeln!(out, "<text class=\"note\" x=\"{}\" y=\"{y}\">{words}</text>", x + 34);
        x += 34 + cells(words) * 62 / 10 + 24;
    };
    for (timer, words) in [(false, "event or condition"), (true, "time passes")] {
        if labels().any(|label| label.timer == timer) {
            entry(out, words, &|out, x| {
                let class = if timer { "plain timer" } else { "plain" };
                let _ = writeln!(out, "<g class=\"{class}\"><path class=\"line\" d=\"M{x} {}h26\"/></g>", y - 4);
            });
        }
    }
    if labels().any(|label| label.human) {
        entry(out, "confirmed by a person", &|out, x| person(out, x + 14, y));
    }
}

/// A text within XML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
