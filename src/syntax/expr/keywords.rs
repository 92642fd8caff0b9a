//! The language's own words, in one place: nothing can be named by them.

/// Words that cannot begin a path in an expression; the grammar's `keyword` lists the same.
const OF_EXPRESSIONS: &[&str] = &[
    "and", "contains", "else", "ends", "false", "in", "is", "matches", "missing", "not", "null", "or", "present", "starts", "true",
    "where", "with", "within",
];

/// Words that begin a path or stand in the place of a name, and mean something of the language's own there.
const OF_PATHS: &[&str] = &["any", "event", "last", "none", "now", "row", "score", "stage", "start", "subject"];

/// Whether a word is the language's own, so that no event, stage, attribute, `let` or metric can bear it as its name.
pub fn is_keyword(word: &str) -> bool {
    starts_no_path(word) || OF_PATHS.contains(&word)
}

/// All of the language's own words in alphabetical order, for "did you mean" and the reference.
pub fn all() -> Vec<&'static str> {
    let mut words: Vec<&str> = OF_EXPRESSIONS.iter().chain(OF_PATHS).copied().collect();
    words.sort_unstable();
    words
}

/// Whether the grammar refuses the word at the beginning of a path.
pub(super) fn starts_no_path(word: &str) -> bool {
    OF_EXPRESSIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_language_are_no_names() {
        for word in ["and", "where", "event", "any", "start", "missing", "last"] {
            assert!(is_keyword(word), "{word}");
        }
        for word in ["email", "mql", "count", "domain", "And", "fiscal"] {
            assert!(!is_keyword(word), "{word}");
        }
        let all = all();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]), "listed once, in order: {all:?}");
    }

    #[test]
    fn the_grammar_lists_the_same_words() {
        let grammar = include_str!("../../../grammar/expression.pest");
        let (_, rest) = grammar.split_once("\nkeyword = {").expect("the grammar has a rule `keyword`");
        let (body, _) = rest.split_once('}').expect("closed");
        let mut listed: Vec<&str> = body.split('"').skip(1).step_by(2).collect();
        listed.sort_unstable();
        assert_eq!(listed, OF_EXPRESSIONS);
    }
}
