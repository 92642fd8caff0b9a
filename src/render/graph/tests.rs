//! The example drawn, and definitions that try to break out of their quotes.

use super::{dot, lines, mermaid, svg};
use crate::model::Model;
use crate::resolve::fixtures;

fn model(text: &str) -> Model {
    fixtures::definition(&[text], crate::resolve::resolve).0.expect("a definition without errors")
}

fn example() -> Model {
    model(include_str!("../../../funnels/b2b_saas/funnel.yaml"))
}

#[test]
fn the_example_is_drawn_in_each_format() {
    let model = example();
    insta::assert_snapshot!("mermaid", mermaid(&model));
    insta::assert_snapshot!("dot", dot(&model));
    insta::assert_snapshot!("svg", svg(&model));
}

/// Texts with everything that ends a quote, a tag, a line or a block somewhere.
const HOSTILE: &str = r##"
funnel: hostile
title: "--- \"]; end </svg><script>alert(1)</script> %%{init: {}}%% & $$x$$ `md` \\"
events:
  hit: { fields: { text: string } }
stages:
  end: { title: "\"] --> x\nstyle:#fff; classDef x", owner: "a\"|b", definition: "d" }
  style: { title: "<img src=x onerror=alert(1)>", definition: "]]> & \\", off_path: true }
  v: { title: "\\", definition: "d", outcome: won }
  graph: { title: "  ", definition: "d", outcome: lost }
  x: { title: "漢字 \u202e and a title that is much longer than any card could ever hold", definition: "d" }
triggers:
  enters: { from: start, to: end, on: hit }
  aside: { from: start, to: style, on: hit }
  quotes: { from: end, to: v, on: hit, when: 'event.text == "\"]--> & <b> %% #quot; | \\"' }
  again: { from: [end, x], to: end, after: 2d, on: hit }
  moves: { from: style, to: graph, idle: 1h }
  returns: { from: [style, graph], to: x, on: hit, by: human }
  any_time: { from: any, to: graph, after: 90d }
  skips: { from: end, to: x, on: hit }
"##;

#[test]
fn from_any_is_one_line() {
    let count = lines(&model(HOSTILE)).iter().filter(|line| line.label.trigger == "any_time").count();
    assert_eq!(count, 1);
}

#[test]
fn no_text_breaks_out_of_mermaid() {
    let text = mermaid(&model(HOSTILE));
    let body = text.splitn(3, "---\n").nth(2).expect("front matter before the chart");
    assert!(body.starts_with("flowchart TB\n"), "{text}");
    for line in body.lines() {
        let pieces: Vec<&str> = line.split('"').collect();
        // a node, a subgraph or a line has one quoted text, anything else none
        assert!([1, 3].contains(&pieces.len()), "{line}");
        for plain in pieces.iter().skip(1).step_by(2) {
            assert!(!plain.contains(['`', '%', '\\', '|', ':', '$', '{', '[', ']']), "{line}");
            let tags = plain.replace("<br/>", "");
            let tags =
                ["b", "i", "small"].iter().fold(tags, |rest, tag| rest.replace(&format!("<{tag}>"), "").replace(&format!("</{tag}>"), ""));
            assert!(!tags.contains(['<', '>']), "{line}");
        }
    }
    for id in ["end", "style", "v", "graph", "x"] {
        assert!(body.contains(&format!("  stage-{id}[")) || body.contains(&format!("  stage-{id}([")), "{id}: {text}");
    }
    assert_eq!(body.matches("\n  end\n").count(), 1, "{text}");
}

#[test]
fn no_text_breaks_out_of_dot() {
    let text = dot(&model(HOSTILE));
    let mut outside = String::new();
    let (mut inside, mut escaped) = (false, false);
    for character in text.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            '\n' => {
                assert!(!inside, "a quoted text is not closed\n{outside}");
                outside.push('\n');
            }
            other if !inside => outside.push(other),
            _ => {}
        }
    }
    assert!(!inside, "{text}");
    assert!(outside.chars().all(|c| c.is_ascii_alphanumeric() || " \n{}[]=,->._".contains(c)), "{outside}");
    for (open, close) in [('{', '}'), ('[', ']')] {
        assert_eq!(outside.matches(open).count(), outside.matches(close).count(), "{outside}");
    }
}

#[test]
fn no_text_breaks_out_of_svg() {
    let text = svg(&model(HOSTILE));
    let mut open = Vec::new();
    for piece in text.split('<').skip(1) {
        let (tag, words) = piece.split_once('>').expect("each tag is closed");
        assert!(!words.contains('>'), "{piece}");
        for (at, _) in words.match_indices('&') {
            let reference = words[at..].split(';').next().unwrap_or_default();
            assert!(["&amp", "&lt", "&gt", "&quot", "&#39"].contains(&reference), "{words}");
        }
        let name = tag.split([' ', '/']).find(|name| !name.is_empty()).expect("a name");
        assert!(["svg", "title", "style", "rect", "text", "tspan", "g", "path", "circle"].contains(&name), "{piece}");
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{text}");
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    assert!(!text.chars().any(|c| c == '\u{202e}'), "text runs the way it is written");
}

#[test]
fn what_repeats_is_the_same_bytes() {
    assert_eq!(svg(&model(HOSTILE)), svg(&model(HOSTILE)));
}

#[test]
fn what_leads_nowhere_near_the_path_stands_in_the_picture() {
    let text = svg(&model(
        "funnel: f\nevents: { hit: {} }\nstages:\n  a: {}\n  won: { outcome: won }\n  lost: { outcome: lost }\n  alone: { off_path: true }\n\
         triggers:\n  wins: { from: a, to: won, on: hit }\n  ends: { from: any, to: lost, after: 9d }\n  more: { from: alone, to: lost, on: hit }\n",
    ));
    let height = text.split(" height=\"").nth(1).and_then(|rest| rest.split('"').next()).and_then(|number| number.parse::<i32>().ok());
    assert!(height.is_some_and(|height| height < 600), "{text}");
}
