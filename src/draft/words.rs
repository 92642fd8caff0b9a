//! Names: what the words of a column or an event tell, and the id that becomes of them.

use std::collections::BTreeSet;

/// An id that is made of a name is no longer than this.
const LONGEST: usize = 40;

/// A name without its case and its signs: `case:concept:name` and `CaseConceptName` are the same.
pub fn bare(name: &str) -> String {
    fold(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The id of a name: `Closed Won!` is `closed_won`.
pub fn slug(name: &str) -> String {
    let mut id = String::new();
    let mut last = ' ';
    let text = transliterated(name);
    for sign in text.chars() {
        let begins = sign.is_ascii_uppercase() && (last.is_ascii_lowercase() || last.is_ascii_digit());
        if sign.is_ascii_alphanumeric() {
            if begins && !id.ends_with('_') && !id.is_empty() {
                id.push('_');
            }
            id.push(sign.to_ascii_lowercase());
        } else if !id.ends_with('_') && !id.is_empty() {
            id.push('_');
        }
        last = sign;
    }
    let id = id.trim_end_matches('_');
    // A long one ends with a whole word.
    let cut = id.get(..LONGEST).map_or(id, |head| head.rfind('_').and_then(|at| head.get(..at)).unwrap_or(head));
    cut.to_owned()
}

fn fold(name: &str) -> String {
    transliterated(name).to_ascii_lowercase()
}

/// Letters with marks as those without: of the languages around, not of all.
fn transliterated(text: &str) -> String {
    text.chars()
        .map(|sign| match sign {
            'ą' | 'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
            'ć' | 'č' | 'ç' => 'c',
            'ď' => 'd',
            'ę' | 'é' | 'è' | 'ê' | 'ë' | 'ě' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ł' => 'l',
            'ń' | 'ñ' | 'ň' => 'n',
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
            'ř' => 'r',
            'ś' | 'š' => 's',
            'ť' => 't',
            'ú' | 'ù' | 'û' | 'ü' | 'ů' => 'u',
            'ý' => 'y',
            'ź' | 'ż' | 'ž' => 'z',
            'Ą' | 'Á' | 'Ä' | 'Å' => 'A',
            'Ć' | 'Č' | 'Ç' => 'C',
            'Ę' | 'É' => 'E',
            'Ł' => 'L',
            'Ń' | 'Ñ' => 'N',
            'Ó' | 'Ö' | 'Ø' => 'O',
            'Ś' | 'Š' => 'S',
            'Ü' | 'Ú' => 'U',
            'Ź' | 'Ż' | 'Ž' => 'Z',
            sign => sign,
        })
        .collect()
}

/// Ids that are taken, and the next free one.
#[derive(Debug, Default)]
pub struct Taken(BTreeSet<String>);

impl Taken {
    /// An id for a name: its slug, with a number where that is taken, and with `kind` where it is no id or a word of the language.
    pub fn id(&mut self, name: &str, kind: &str, reserved: &dyn Fn(&str) -> bool) -> String {
        let slug = slug(name);
        let first = slug.chars().next();
        let base = match first {
            None => kind.to_owned(),
            Some(sign) if sign.is_ascii_digit() => format!("{kind}_{slug}"),
            Some(_) if reserved(&slug) => format!("{slug}_{kind}"),
            Some(_) => slug,
        };
        let mut id = base.clone();
        let mut number = 2;
        while !self.0.insert(id.clone()) {
            id = format!("{base}_{number}");
            number += 1;
        }
        id
    }
}

impl Taken {
    /// The first of some ids that is free, else the last one with a number.
    pub fn first(&mut self, ids: &[&str]) -> String {
        match ids.iter().find(|id| !self.0.contains(**id)) {
            Some(id) => self.id(id, "stage", &|_| false),
            None => self.id(ids.last().unwrap_or(&"stage"), "stage", &|_| false),
        }
    }
}

/// What an event's name says of how the story ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Well.
    Won,
    /// Badly.
    Lost,
}

/// How a story ends with an event or a stage of that name, as far as its words tell.
pub fn ending(name: &str) -> Option<Ending> {
    const LOST: [&str; 15] = [
        "lost",
        "lose",
        "cancel",
        "churn",
        "reject",
        "refus",
        "abandon",
        "unsubscrib",
        "expire",
        "declin",
        "disqualif",
        "withdraw",
        "junk",
        "fail",
        "deleted",
    ];
    const WON: [&str; 14] = [
        "won",
        "win",
        "purchase",
        "purchased",
        "paid",
        "signed_contract",
        "contract_signed",
        "order_completed",
        "order_placed",
        "converted",
        "success",
        "subscribed",
        "checkout_completed",
        "payment_received",
    ];
    // What is about an end is none: an error on the way, the details of a payment.
    const ABOUT: [&str; 8] = ["error", "details", "page", "viewed", "started", "pending", "reminder", "info"];
    let slug = slug(name);
    let has = |words: &[&str]| words.iter().any(|word| slug.split('_').any(|part| part == *word) || word.len() > 4 && slug.contains(word));
    let last = slug.rsplit('_').next().unwrap_or_default();
    if slug.split('_').any(|part| ABOUT.contains(&part)) {
        None
    } else if has(&LOST) {
        Some(Ending::Lost)
    } else if has(&WON) || last == "payment" || slug == "payment_done" {
        Some(Ending::Won)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_names() {
        for (name, id) in [
            ("Closed Won!", "closed_won"),
            ("T02 Check confirmation of receipt", "t02_check_confirmation_of_receipt"),
            ("eventName", "event_name"),
            ("UTM source", "utm_source"),
            ("Złożono ofertę", "zlozono_oferte"),
            ("C1:NEW", "c1_new"),
            ("--", ""),
        ] {
            assert_eq!(slug(name), id, "{name}");
        }
        let mut taken = Taken::default();
        let reserved = |word: &str| word == "any";
        let ids: Vec<String> = ["A b", "a-b", "any", "3", "漢"].iter().map(|name| taken.id(name, "event", &reserved)).collect();
        assert_eq!(ids, ["a_b", "a_b_2", "any_event", "event_3", "event"]);
    }

    #[test]
    fn words_tell_the_end() {
        for (name, end) in [
            ("opportunity_won", Some(Ending::Won)),
            ("payment_done", Some(Ending::Won)),
            ("Closed Lost", Some(Ending::Lost)),
            ("Payment refused", Some(Ending::Lost)),
            ("window_opened", None),
            ("unsubscribed", Some(Ending::Lost)),
        ] {
            assert_eq!(ending(name), end, "{name}");
        }
    }
}
