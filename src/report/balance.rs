//! Conservation: nothing is lost or made on the way from the input to a report. Looked at in every run.

use super::{By, Flow, Rate, Report, Row, Segment, Series, Sla, Stage, Trigger};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// That all adds up. Where it did not, the run ended in an error instead of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Balance {
    /// Sums that were checked, and hold: rows of the input; `opening + entries - left = closing` of every stage, also in every row
    /// of the series and every segment; segments to the whole; members of cohorts and clocks by what became of them.
    pub checked: u64,
}

impl Report {
    /// What does not add up, in words; nothing where all does.
    pub fn imbalance(&self) -> Option<String> {
        self.balanced().err()
    }

    /// How many sums were checked, or the first that does not hold, in words.
    pub(super) fn balanced(&self) -> Result<Balance, String> {
        let mut check = Check { is_whole: self.period.is_none(), balance: Balance::default() };
        check.input(&self.input)?;
        check.section(&self.stages, &self.series, &self.slas, "")?;
        for conversion in &self.conversions {
            check.cohort(&conversion.rate, &format!("from `{}` to `{}`", conversion.from, conversion.to))?;
        }
        if let Some(outcomes) = &self.outcomes {
            check.cohort(&outcomes.cohort, "of all subjects")?;
        }
        check.segments(&self.stages, &self.triggers, &self.by)?;
        Ok(check.balance)
    }
}

/// Sums being checked.
struct Check {
    /// Whether everything up to `as_of` is looked at.
    is_whole: bool,
    balance: Balance,
}

impl Check {
    /// Notes a sum that holds, or says what does not.
    fn that(&mut self, holds: bool, fault: impl FnOnce() -> String) -> Result<(), String> {
        self.balance.checked += 1;
        if holds { Ok(()) } else { Err(fault()) }
    }

    fn input(&mut self, input: &super::Input) -> Result<(), String> {
        let parts = [input.applied, input.unknown, input.duplicates, input.rejected, input.filtered, input.later];
        self.that(input.read == parts.iter().sum::<u64>(), || {
            let parts = parts.map(|part| part.to_string()).join(" + ");
            format!("{} rows were read, but applied, unknown, duplicate, rejected, filtered and later ones are {parts}", input.read)
        })
    }

    fn section(&mut self, stages: &[Stage], series: &Series, slas: &[Sla], place: &str) -> Result<(), String> {
        for stage in stages {
            self.stage(stage, place)?;
        }
        let mut before: Option<&Row> = None;
        for row in &series.rows {
            for (id, flow) in &row.flow {
                let Flow { opening, left, closing } = flow;
                let entries = row.stages.get(id).copied().unwrap_or_default();
                let place = format!(" in {}{place}", row.period);
                self.flow(id, [*opening, entries, *left, *closing], &place)?;
                let last = before.and_then(|row| row.flow.get(id)).map_or(*opening, |flow| flow.closing);
                self.that(last == *opening, || format!("stage `{id}` ended with {last}, but began with {opening}{place}"))?;
            }
            before = Some(row);
        }
        for Sla { id, started, met, breached, cancelled, running, .. } in slas {
            self.that(*started == met + breached + cancelled + running, || {
                format!("of `{id}` {started} clocks started, but {met} + {breached} + {cancelled} + {running} came to something{place}")
            })?;
        }
        Ok(())
    }

    fn stage(&mut self, stage: &Stage, place: &str) -> Result<(), String> {
        let Stage { id, opening, entries, left, closing, current, .. } = stage;
        self.flow(id, [*opening, *entries, *left, *closing], place)?;
        let is_open = self.is_whole && closing != current;
        self.that(!is_open, || format!("stage `{id}` holds {closing} by its visits, but {current} subjects are in it{place}"))
    }

    fn flow(&mut self, id: &str, [opening, entries, left, closing]: [u64; 4], place: &str) -> Result<(), String> {
        self.that(opening + entries == left + closing, || {
            format!("stage `{id}` began with {opening}, {entries} entered, {left} left, but {closing} were there at the end{place}")
        })
    }

    fn cohort(&mut self, rate: &Rate, whose: &str) -> Result<(), String> {
        let Rate { cohort, converted, lapsed, pending, .. } = rate;
        self.that(*cohort == converted + lapsed + pending, || {
            format!("the cohort {whose} has {cohort} members, but {converted} + {lapsed} + {pending} came to something")
        })
    }

    fn segments(&mut self, whole: &[Stage], triggers: &[Trigger], by: &By) -> Result<(), String> {
        for (dimension, segments) in by {
            for segment in segments {
                let value = segment.value.as_ref().map_or("missing".to_owned(), ToString::to_string);
                let place = format!(" where `{dimension}` is {value}");
                self.section(&segment.stages, &segment.series, &segment.slas, &place)?;
            }
            for (at, Trigger { id, fired, .. }) in triggers.iter().enumerate() {
                let parts = segments.iter().filter_map(|segment: &Segment| segment.triggers.get(at));
                let parts = parts.map(|trigger| trigger.fired).sum::<u64>();
                self.that(parts == *fired, || format!("trigger `{id}` fired {fired} times, but by the values of `{dimension}` {parts}"))?;
            }
            for (at, stage) in whole.iter().enumerate() {
                let sum = |of: fn(&Stage) -> u64| segments.iter().filter_map(|segment| segment.stages.get(at)).map(of).sum::<u64>();
                let parts = [sum(|stage| stage.entries), sum(|stage| stage.closing), sum(|stage| stage.current)];
                let all = [stage.entries, stage.closing, stage.current];
                self.that(parts == all, || {
                    format!("stage `{}` has {all:?} entries, closing and current, but the values of `{dimension}` {parts:?}", stage.id)
                })?;
            }
        }
        Ok(())
    }
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
        let fault = |stage: Stage, is_whole| Check { is_whole, balance: Balance::default() }.stage(&stage, " in W1").err();
        assert_eq!(fault(stage(1, 3, 2, 2, 2), true), None);
        assert_eq!(fault(stage(1, 3, 2, 2, 5), false), None);
        let said = fault(stage(1, 3, 2, 1, 1), true);
        assert_eq!(said.as_deref(), Some("stage `won` began with 1, 3 entered, 2 left, but 1 were there at the end in W1"));
        let said = fault(stage(0, 3, 2, 1, 2), true);
        assert_eq!(said.as_deref(), Some("stage `won` holds 1 by its visits, but 2 subjects are in it in W1"));
    }
}
