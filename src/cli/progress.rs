//! The progress bar: on a terminal only, on stderr, gone when the work is done.

use crate::events::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How far the reading is.
pub(super) struct Bar {
    bar: ProgressBar,
    rows: Arc<AtomicU64>,
}

impl Bar {
    /// A bar that is seen where somebody watches.
    pub(super) fn new(watched: bool) -> Self {
        let target = if watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let rows = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&rows);
        let template = "  {bar:28.cyan/dim} {percent:>3} %  {rows} rows  {bytes} of {total_bytes}  {bytes_per_sec}  {eta} left";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).with_key(
            "rows",
            move |_: &ProgressState, out: &mut dyn Write| {
                let _ = write!(out, "{}", indicatif::HumanCount(counter.load(Ordering::Relaxed)));
            },
        );
        Self { bar: ProgressBar::with_draw_target(Some(0), target).with_style(style), rows }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn total(&self, bytes: u64) {
        self.bar.set_length(bytes);
    }

    fn advance(&self, rows: u64, bytes: u64) {
        self.rows.fetch_add(rows, Ordering::Relaxed);
        self.bar.inc(bytes);
    }
}
