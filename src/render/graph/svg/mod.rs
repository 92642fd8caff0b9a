//! The picture as an SVG that needs no other program: the path runs down, stages beside it stand to the right.
//!
//! What is drawn follows from the model alone. Neighbours on the path are joined by straight arrows; every other line leaves the
//! side of its stage in a row of its own with its label on it, runs along a lane, and joins the lines of its kind to the same stage.

mod draw;
mod layout;
mod route;
mod style;

use crate::model::Model;

/// The picture, ending in a line feed.
pub fn svg(model: &Model) -> String {
    draw::document(model, &layout::Layout::of(model))
}

/// How wide a text in the picture's monospaced type is.
fn code_width(text: &str) -> i32 {
    cells(text) * 67 / 10 + 1
}

/// How wide a text in its heavier type is, on the safe side.
fn title_width(text: &str) -> i32 {
    cells(text) * 83 / 10 + 1
}

fn cells(text: &str) -> i32 {
    i32::try_from(unicode_width::UnicodeWidthStr::width(text)).unwrap_or(i32::MAX / 100).min(10_000)
}
