//! Conservation: nothing is lost or made on the way from the input to a report. Looked at in every run.

use super::{Report, Stage};

impl Report {
    /// What does not add up, in words; nothing where all does: the rows of the input, and for every stage, also of each segment,
    /// `opening + entries - left = closing`.
    pub fn imbalance(&self) -> Option<String> {
        let input = &self.input;
        let parts = [input.applied, input.unknown, input.duplicates, input.rejected, input.filtered, input.later];
        if input.read != parts.iter().sum::<u64>() {
            let parts = parts.map(|part| part.to_string()).join(" + ");
            return Some(format!(
                "{} rows were read, but applied, unknown, duplicate, rejected, filtered and later ones are {parts}",
                input.read
            ));
        }
        let whole = self.stages.iter().map(|stage| (stage, String::new()));
        let segments = self.by.iter().flat_map(|(dimension, segments)| {
            let stages = segments.iter().flat_map(|segment| segment.stages.iter().map(move |stage| (stage, &segment.value)));
            stages.map(move |(stage, value)| {
                (stage, format!(" where `{dimension}` is {}", value.as_ref().map_or("missing".to_owned(), ToString::to_string)))
            })
        });
        whole.chain(segments).find_map(|(stage, place)| fault(stage, self.period.is_none()).map(|fault| format!("{fault}{place}")))
    }
}

fn fault(stage: &Stage, is_whole: bool) -> Option<String> {
    let Stage { id, opening, entries, left, closing, current, .. } = stage;
    if opening + entries != left + closing {
        return Some(format!("stage `{id}` began with {opening}, {entries} entered, {left} left, but {closing} were there at the end"));
    }
    (is_whole && closing != current).then(|| format!("stage `{id}` holds {closing} by its visits, but {current} subjects are in it"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Seconds;

    #[test]
    fn what_does_not_add_up_is_said() {
        let stage = |opening, entries, left, closing, current| Stage {
            id: "won".to_owned(),
            subjects: 0,
            entries,
            opening,
            left,
            net: 0,
            closing,
            current,
            furthest: 0,
            value: None,
            seconds: Seconds::default(),
        };
        assert_eq!(fault(&stage(1, 3, 2, 2, 2), true), None);
        assert_eq!(fault(&stage(1, 3, 2, 2, 5), false), None);
        let said = fault(&stage(1, 3, 2, 1, 1), true);
        assert_eq!(said.as_deref(), Some("stage `won` began with 1, 3 entered, 2 left, but 1 were there at the end"));
        assert_eq!(fault(&stage(0, 3, 2, 1, 2), true).as_deref(), Some("stage `won` holds 1 by its visits, but 2 subjects are in it"));
    }
}
