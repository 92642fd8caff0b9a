//! Did you mean: the known name that a wrong one was most likely meant to be.
//!
//! A far-fetched suggestion is worse than none, so the distance allowed grows slowly with the length of the word.

/// The candidate closest to `word`, if one is close enough to be worth saying.
///
/// Case and `-` for `_` count as nothing, two letters exchanged count as one slip, and the same words in another
/// order (`lead_qualified` for `qualified_lead`) as one. Of equally close ones the one with the same first letter wins, then the first.
///
/// ```
/// # use funnelc::diagnostics::suggest::closest;
/// assert_eq!(closest("enagged", ["known", "engaged"]), Some("engaged"));
/// assert_eq!(closest("purchase", ["known", "engaged"]), None);
/// ```
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(word);
    let length = wanted.chars().count();
    let allowed = allowed(length);
    let mut best: Option<((usize, bool), &'a str)> = None;
    for candidate in candidates {
        if candidate == word || far(word, candidate, allowed) {
            continue;
        }
        let known = fold(candidate);
        if known.chars().count().abs_diff(length) > allowed {
            continue;
        }
        let mut distance = strsim::osa_distance(&wanted, &known);
        if distance > 1 && same_words(&wanted, &known) {
            distance = 1;
        }
        let rank = (distance, known.chars().next() != wanted.chars().next());
        if distance <= allowed && distance < length.max(1) && best.is_none_or(|(least, _)| rank < least) {
            best = Some((rank, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Whether two words are so different that it is seen without looking closely: definitions with ten thousand names have ten
/// thousand wrong ones. Each slip changes two letters at most, and of other words only those in another order are close.
fn far(a: &str, b: &str, allowed: usize) -> bool {
    if !a.is_ascii() || !b.is_ascii() {
        return false;
    }
    let mut letters = [0_i32; 32];
    let place = |byte: u8| usize::from(if matches!(byte, b'-' | b' ') { b'_' } else { byte.to_ascii_lowercase() } & 31);
    a.bytes().for_each(|byte| letters[place(byte)] += 1);
    b.bytes().for_each(|byte| letters[place(byte)] -= 1);
    letters.iter().map(|count| count.unsigned_abs() as usize).sum::<usize>() > 2 * allowed
}

/// The help line for a wrong name: ``did you mean `engaged`?``, where something is close enough.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    closest(word, candidates).map(|name| format!("did you mean `{name}`?"))
}

/// How many slips of the pen a word of so many letters may have.
fn allowed(length: usize) -> usize {
    match length {
        0 => 0,
        1..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

/// Lower case, `-` and blanks as `_`.
fn fold(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(|c| if c == '-' || c == ' ' { '_' } else { c }).collect()
}

/// Whether two names are the same words in another order.
fn same_words(a: &str, b: &str) -> bool {
    let sorted = |name: &str| {
        let mut words: Vec<String> = name.split('_').map(str::to_owned).collect();
        words.sort();
        words
    };
    a.contains('_') && sorted(a) == sorted(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions() {
        let stages =
            ["anonymous", "known", "engaged", "mql", "sal", "sql", "page_viewed", "form_submitted", "closed_lost", "on", "e", "a_b_c"];
        for (word, expected) in [
            ("enagged", Some("engaged")),
            ("engagde", Some("engaged")),
            ("Engaged", Some("engaged")),
            ("O-N", Some("on")),
            ("a-b-c", Some("a_b_c")),
            ("page-viewed", Some("page_viewed")),
            ("pageviewed", Some("page_viewed")),
            ("viewed_page", Some("page_viewed")),
            ("from_submitted", Some("form_submitted")),
            ("lost_closed", Some("closed_lost")),
            ("annonymus", Some("anonymous")),
            ("ssl", Some("sal")),
            ("no", Some("on")),
            ("x", None),
            ("", None),
            ("known", None),
            ("opportunity", None),
            ("purchase", None),
            ("KNOWN", Some("known")),
            ("E", Some("e")),
            ("żnown", Some("known")),
        ] {
            assert_eq!(closest(word, stages), expected, "{word}");
        }
        assert_eq!(did_you_mean("knwon", stages).as_deref(), Some("did you mean `known`?"));
    }

    #[test]
    fn the_same_first_letter_wins_then_the_first() {
        assert_eq!(closest("cold", ["bold", "colt", "cold"]), Some("colt"));
        assert_eq!(closest("sqx", ["sqa", "sqb"]), Some("sqa"));
    }
}
