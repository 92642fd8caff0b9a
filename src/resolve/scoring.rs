//! Scores: decay, range and bands first (conditions read bands), rules when attributes are typed.

use super::Resolver;
use super::events::On;
use super::expr::article;
use super::parts::said;
use super::scope::{Element, Place, Scope};
use crate::diagnostics::{Finding, codes};
use crate::ids::*;
use crate::model::{Band, Decay, Expr, Limit, Per, Rule};
use crate::syntax::document;
use crate::syntax::expr as written;
use crate::syntax::yaml::{Entries, Entry, Text, Written};
use crate::value::Type;

impl<'a> Resolver<'a> {
    /// Decay, range and bands of all scores.
    pub(super) fn score_shapes(&mut self) {
        for (at, entry) in self.drafts.scores.clone().into_iter().enumerate() {
            let id = ScoreId::of(at);
            let Some(score) = &entry.value else {
                self.broken.scores.insert(id);
                continue;
            };
            if let Some(decay) = self.decay(score) {
                self.model.scores[id].decay = decay;
            }
            if let Some(range) = score.range.get().and_then(|text| written::range::parse(text, self.findings)) {
                (self.model.scores[id].low, self.model.scores[id].high) = ends(&range);
            }
            match &score.bands {
                Written::Absent => {}
                Written::Wrong(_) => {
                    self.broken.scores.insert(id);
                }
                Written::Given(bands) => self.bands(id, bands),
            }
        }
    }

    fn decay(&mut self, score: &document::Score) -> Option<Decay> {
        if let (Written::Given(half_life), Written::Given(expire)) = (&score.half_life, &score.expire) {
            self.findings.push(
                Finding::new(&codes::DECAY_TWICE, expire.span, "points cannot both halve and expire")
                    .label("points would be gone at once")
                    .other(half_life.span, "points would halve again and again")
                    .help("keep `half_life` or `expire`"),
            );
            return None;
        }
        let half_life = self.time_at(&score.half_life, "`half_life`")?;
        let expire = self.time_at(&score.expire, "`expire`")?;
        Some(match (half_life, expire) {
            (Some(micros), _) => Decay::HalfLife(micros),
            (None, Some(micros)) => Decay::Expire(micros),
            (None, None) => Decay::None,
        })
    }

    fn bands(&mut self, id: ScoreId, entries: &Entries<Text>) {
        let mut bands: Vec<Band> = Vec::with_capacity(entries.0.len());
        for entry in &entries.0 {
            self.name_shape(&entry.key);
            let (name, span) = (entry.key.value.clone(), entry.key.span);
            // a band with a finding keeps its name, and overlaps nothing
            let range = entry.value.as_ref().and_then(|text| written::range::parse(text, self.findings));
            let (from, to) = range.as_ref().map_or((None, None), ends);
            let overlapping = bands
                .iter()
                .find(|other| range.is_some() && (other.from, other.to) != (None, None) && overlap((from, to), (other.from, other.to)));
            if let Some(other) = overlapping {
                let finding = Finding::new(&codes::BANDS_OVERLAP, span, format!("bands `{name}` and `{}` overlap", other.name))
                    .other(other.span, "the other band")
                    .help("a band holds its lower end, not its upper: let one end where the next begins, `50..80` and `80..`");
                self.findings.push(finding);
            }
            bands.push(Band { name, span, from, to });
        }
        self.model.scores[id].bands = bands;
    }

    /// The rules of all scores.
    pub(super) fn rules(&mut self) {
        for (at, entry) in self.drafts.scores.clone().into_iter().enumerate() {
            let id = ScoreId::of(at);
            let Some(rules) = entry.value.as_ref().and_then(|score| score.rules.get()) else { continue };
            for entry in self.distinct_of("a rule", vec![rules]) {
                let Some(written) = &entry.value else { continue };
                if let Some(rule) = self.rule(id, entry, written) {
                    let rule = self.model.rules.push(rule);
                    self.model.scores[id].rules.push(rule);
                }
            }
        }
    }

    fn rule(&mut self, score: ScoreId, entry: &Entry<document::Rule>, written: &'a document::Rule) -> Option<Rule> {
        let (name, span) = (entry.key.value.clone(), entry.key.span);
        let on = self.on(&written.on);
        let element = on.as_ref().map_or(Element::None, On::element);
        let scope = Scope::with(Place::Rule, element);
        let when = self.condition_at(&written.when, &scope);
        let points = self
            .required(&written.points, span, &format!("rule `{name}`"), "points", "points: 10")
            .and_then(|text| self.points(text, &scope));
        if let (Written::Absent, Written::Given(limit)) = (&written.on, &written.limit) {
            self.findings.push(
                Finding::new(
                    &codes::LIMIT_WITHOUT_EVENT,
                    limit.span,
                    format!("rule `{name}` has a limit, but no `on` whose events could be limited"),
                )
                .help("without `on` a rule is worth its points exactly while its condition holds; add `on: EVENT` or take `limit` away"),
            );
        }
        let limit = match (&written.limit, &written.on) {
            (Written::Absent, _) => Some(None),
            (Written::Given(text), Written::Given(_)) => self.limit(text, &scope).map(Some),
            _ => None,
        };
        let on = match on {
            None => Vec::new(),
            Some(on) if on.whole => on.events,
            Some(_) => return None,
        };
        Some(Rule { name, span, score, on, when: when?, points: points?, limit: limit? })
    }

    /// Points are a number.
    fn points(&mut self, text: &Text, scope: &Scope) -> Option<Expr> {
        let parsed = written::parse(text, self.findings)?;
        let typed = self.type_expr(&parsed, scope)?;
        match typed.ty {
            Type::Number => Some(typed),
            Type::Integer => Some(super::expr::convert(typed, &Type::Number)),
            Type::Decimal => {
                self.findings.push(
                    Finding::new(
                        &codes::DECIMAL_MEETS_NUMBER,
                        parsed.span,
                        format!("points are a number, and `{}` is a decimal", said(&parsed)),
                    )
                    .help(format!("write `to_number({})`", said(&parsed))),
                );
                None
            }
            _ => {
                let help = if typed.ty == Type::Boolean {
                    "put the condition under `when`, or write `if(c, 10, 0)`"
                } else {
                    "write a number, for example `points: 10`"
                };
                self.findings.push(
                    Finding::new(
                        &codes::TYPE_MISMATCH,
                        parsed.span,
                        format!("points are a number, and `{}` is {}", said(&parsed), article(&typed.ty)),
                    )
                    .help(help),
                );
                None
            }
        }
    }

    fn limit(&mut self, text: &Text, scope: &Scope) -> Option<Limit> {
        let written = written::limit::parse(text, self.findings)?;
        let per = match written.per {
            None => Per::Ever,
            Some(written::limit::Per::Time(micros, _)) => Per::Window(micros),
            Some(written::limit::Per::Value(expr)) => Per::Value(self.type_expr(&expr, scope)?),
        };
        Some(Limit { times: written.times, per })
    }
}

/// The ends of a range as numbers.
fn ends(range: &written::range::Range) -> (Option<f64>, Option<f64>) {
    (range.low.map(|end| end.value), range.high.map(|end| end.value))
}

/// Whether two half-open ranges share a value.
fn overlap(a: (Option<f64>, Option<f64>), b: (Option<f64>, Option<f64>)) -> bool {
    let below = |low: Option<f64>, high: Option<f64>| low.is_none_or(|low| high.is_none_or(|high| low < high));
    below(a.0, b.1) && below(b.0, a.1)
}

#[cfg(test)]
mod tests {
    use super::overlap;

    #[test]
    fn a_band_has_its_lower_end_and_not_its_upper() {
        assert!(!overlap((Some(80.0), None), (Some(50.0), Some(80.0))));
        assert!(overlap((Some(79.0), None), (Some(50.0), Some(80.0))));
        assert!(overlap((None, None), (Some(1.0), Some(2.0))));
        assert!(!overlap((None, Some(50.0)), (Some(50.0), Some(80.0))));
    }
}
