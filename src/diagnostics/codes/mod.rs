//! The catalogue of findings: one file each, its doc comment is the page of `funnelc explain`.

use super::{Code, Group, Severity};

/// Declares a code; the doc comment becomes its page.
macro_rules! code {
    ($(#[doc = $doc:literal])* $vis:vis $name:ident = $code:literal, $severity:ident, $group:ident) => {
        $(#[doc = $doc])*
        $vis static $name: $crate::diagnostics::Code = $crate::diagnostics::Code {
            name: $code,
            severity: $crate::diagnostics::Severity::$severity,
            group: $crate::diagnostics::Group::$group,
            page: concat!($($doc, "\n"),*),
        };
    };
}

/// Lists the modules of codes and the catalogue made of them.
macro_rules! catalogue {
    ($($module:ident :: $name:ident),* $(,)?) => {
        $(mod $module; pub use $module::$name;)*
        /// Every code, in alphabetical order of file.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

catalogue! {
    agreement_one_sided::AGREEMENT_ONE_SIDED,
    alias_duplicate::ALIAS_DUPLICATE,
    allowance_contradicts::ALLOWANCE_CONTRADICTS,
    allowance_expired::ALLOWANCE_EXPIRED,
    allowance_of_error::ALLOWANCE_OF_ERROR,
    allowance_unknown::ALLOWANCE_UNKNOWN,
    allowance_unreadable::ALLOWANCE_UNREADABLE,
    allowance_unused::ALLOWANCE_UNUSED,
    allowance_without_reason::ALLOWANCE_WITHOUT_REASON,
    arguments_wrong::ARGUMENTS_WRONG,
    attribute_cycle::ATTRIBUTE_CYCLE,
    attribute_unused::ATTRIBUTE_UNUSED,
    band_unreachable::BAND_UNREACHABLE,
    bands_overlap::BANDS_OVERLAP,
    bracket_unbalanced::BRACKET_UNBALANCED,
    business_hours_missing::BUSINESS_HOURS_MISSING,
    clause_misplaced::CLAUSE_MISPLACED,
    comparison_chained::COMPARISON_CHAINED,
    comparison_unordered::COMPARISON_UNORDERED,
    condition_always_holds::CONDITION_ALWAYS_HOLDS,
    condition_never_holds::CONDITION_NEVER_HOLDS,
    condition_not_boolean::CONDITION_NOT_BOOLEAN,
    condition_polled::CONDITION_POLLED,
    date_malformed::DATE_MALFORMED,
    days_malformed::DAYS_MALFORMED,
    days_twice::DAYS_TWICE,
    decay_twice::DECAY_TWICE,
    decimal_meets_number::DECIMAL_MEETS_NUMBER,
    definition_empty::DEFINITION_EMPTY,
    duration_malformed::DURATION_MALFORMED,
    duration_without_unit::DURATION_WITHOUT_UNIT,
    encoding_unknown::ENCODING_UNKNOWN,
    enum_empty::ENUM_EMPTY,
    enum_value_repeated::ENUM_VALUE_REPEATED,
    enum_value_unknown::ENUM_VALUE_UNKNOWN,
    event_unused::EVENT_UNUSED,
    event_without_subject::EVENT_WITHOUT_SUBJECT,
    expectation_failed::EXPECTATION_FAILED,
    expectation_malformed::EXPECTATION_MALFORMED,
    expression_empty::EXPRESSION_EMPTY,
    expression_syntax::EXPRESSION_SYNTAX,
    expression_too_deep::EXPRESSION_TOO_DEEP,
    expression_too_long::EXPRESSION_TOO_LONG,
    field_not_shared::FIELD_NOT_SHARED,
    field_reserved::FIELD_RESERVED,
    field_type_unknown::FIELD_TYPE_UNKNOWN,
    field_types_differ::FIELD_TYPES_DIFFER,
    field_unused::FIELD_UNUSED,
    fold_needs_field::FOLD_NEEDS_FIELD,
    fold_stream::FOLD_STREAM,
    from_mixed::FROM_MIXED,
    function_unknown::FUNCTION_UNKNOWN,
    hold_malformed::HOLD_MALFORMED,
    hours_malformed::HOURS_MALFORMED,
    human_without_event::HUMAN_WITHOUT_EVENT,
    include_cycle::INCLUDE_CYCLE,
    include_outside::INCLUDE_OUTSIDE,
    include_repeated::INCLUDE_REPEATED,
    include_unreadable::INCLUDE_UNREADABLE,
    invariant_broken::INVARIANT_BROKEN,
    invariant_malformed::INVARIANT_MALFORMED,
    key_missing::KEY_MISSING,
    key_repeated::KEY_REPEATED,
    key_result_incomplete::KEY_RESULT_INCOMPLETE,
    key_result_still::KEY_RESULT_STILL,
    key_result_unit::KEY_RESULT_UNIT,
    key_result_unmeasured::KEY_RESULT_UNMEASURED,
    key_result_vanity::KEY_RESULT_VANITY,
    key_results_few::KEY_RESULTS_FEW,
    key_results_many::KEY_RESULTS_MANY,
    keyword_as_name::KEYWORD_AS_NAME,
    let_cycle::LET_CYCLE,
    let_unused::LET_UNUSED,
    level_malformed::LEVEL_MALFORMED,
    level_type::LEVEL_TYPE,
    limit_malformed::LIMIT_MALFORMED,
    limit_without_event::LIMIT_WITHOUT_EVENT,
    list_empty::LIST_EMPTY,
    list_misplaced::LIST_MISPLACED,
    list_repeated::LIST_REPEATED,
    map_and_rows::MAP_AND_ROWS,
    measure_malformed::MEASURE_MALFORMED,
    measure_type::MEASURE_TYPE,
    metric_cycle::METRIC_CYCLE,
    metric_unused::METRIC_UNUSED,
    missing_test::MISSING_TEST,
    moment_impossible::MOMENT_IMPOSSIBLE,
    moment_malformed::MOMENT_MALFORMED,
    month_day_malformed::MONTH_DAY_MALFORMED,
    name_duplicate::NAME_DUPLICATE,
    name_incomplete::NAME_INCOMPLETE,
    name_out_of_scope::NAME_OUT_OF_SCOPE,
    name_reserved::NAME_RESERVED,
    name_shape::NAME_SHAPE,
    name_unknown::NAME_UNKNOWN,
    name_wrong_kind::NAME_WRONG_KIND,
    not_needs_brackets::NOT_NEEDS_BRACKETS,
    number_malformed::NUMBER_MALFORMED,
    number_too_large::NUMBER_TOO_LARGE,
    objective_cycle::OBJECTIVE_CYCLE,
    objective_over::OBJECTIVE_OVER,
    objectives_many::OBJECTIVES_MANY,
    operator_unknown::OPERATOR_UNKNOWN,
    pattern_invalid::PATTERN_INVALID,
    pattern_not_literal::PATTERN_NOT_LITERAL,
    period_malformed::PERIOD_MALFORMED,
    range_malformed::RANGE_MALFORMED,
    rate_basis::RATE_BASIS,
    records_malformed::RECORDS_MALFORMED,
    repeat_malformed::REPEAT_MALFORMED,
    rule_never_scores::RULE_NEVER_SCORES,
    score_out_of_reach::SCORE_OUT_OF_REACH,
    score_reads_score::SCORE_READS_SCORE,
    score_unused::SCORE_UNUSED,
    sign_invalid::SIGN_INVALID,
    snapshot_differs::SNAPSHOT_DIFFERS,
    stage_dead_end::STAGE_DEAD_END,
    stage_undescribed::STAGE_UNDESCRIBED,
    stage_unreachable::STAGE_UNREACHABLE,
    stage_wait_endless::STAGE_WAIT_ENDLESS,
    stages_empty::STAGES_EMPTY,
    start_has_no_age::START_HAS_NO_AGE,
    team_unknown::TEAM_UNKNOWN,
    template_malformed::TEMPLATE_MALFORMED,
    tests_empty::TESTS_EMPTY,
    text_escape_unknown::TEXT_ESCAPE_UNKNOWN,
    text_quotes::TEXT_QUOTES,
    text_unterminated::TEXT_UNTERMINATED,
    time_pattern_invalid::TIME_PATTERN_INVALID,
    timezone_unknown::TIMEZONE_UNKNOWN,
    trigger_gap::TRIGGER_GAP,
    trigger_loop::TRIGGER_LOOP,
    trigger_shadowed::TRIGGER_SHADOWED,
    trigger_without_cause::TRIGGER_WITHOUT_CAUSE,
    triggers_overlap::TRIGGERS_OVERLAP,
    type_mismatch::TYPE_MISMATCH,
    units_mixed::UNITS_MIXED,
    value_unknown::VALUE_UNKNOWN,
    weight_not_positive::WEIGHT_NOT_POSITIVE,
    yaml_alias_bomb::YAML_ALIAS_BOMB,
    yaml_alias_cycle::YAML_ALIAS_CYCLE,
    yaml_alias_unknown::YAML_ALIAS_UNKNOWN,
    yaml_duplicate_key::YAML_DUPLICATE_KEY,
    yaml_encoding::YAML_ENCODING,
    yaml_expression_cut::YAML_EXPRESSION_CUT,
    yaml_key_not_text::YAML_KEY_NOT_TEXT,
    yaml_second_document::YAML_SECOND_DOCUMENT,
    yaml_syntax::YAML_SYNTAX,
    yaml_tag::YAML_TAG,
    yaml_too_deep::YAML_TOO_DEEP,
    yaml_unknown_key::YAML_UNKNOWN_KEY,
    yaml_wrong_shape::YAML_WRONG_SHAPE,
}

/// The code of that name.
pub fn find(name: &str) -> Option<&'static Code> {
    ALL.iter().find(|code| code.name == name).copied()
}

const _: fn(&Code) -> (Severity, Group) = |code| (code.severity, code.group);

#[cfg(test)]
mod tests {
    use super::*;

    /// The page as it is read: without the blank that each line of a doc comment begins with.
    fn lines(code: &Code) -> Vec<&str> {
        code.page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect()
    }

    #[test]
    fn codes_are_words_and_unique() {
        let mut names: Vec<&str> = ALL.iter().map(|code| code.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        for name in names {
            assert!(name.split('-').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())), "{name}");
            assert!(name.contains('-'), "a code names the thing and the fault: {name}");
        }
    }

    /// Every code has a page: a summary, why it matters, an example in YAML, what to do.
    #[test]
    fn codes_are_documented() {
        let mut faults = Vec::new();
        for code in ALL {
            let page = lines(code);
            let summary = page.first().copied().unwrap_or_default();
            let fences = page.iter().filter(|line| line.starts_with("```")).count();
            let mut want = |holds: bool, what: &str| {
                if !holds {
                    faults.push(format!("{}: {what}", code.name));
                }
            };
            want(!summary.is_empty() && summary.ends_with('.'), "the first line is a summary that ends in a full stop");
            want(page.get(1).is_some_and(|line| line.is_empty()), "a blank line follows the summary");
            want(page.contains(&"```yaml") && fences % 2 == 0, "an example stands in a yaml fence");
            want(page.iter().any(|line| line.starts_with("What to do: ")), "a paragraph begins with `What to do: `");
            want(page.iter().all(|line| line.chars().count() <= 132), "lines have at most 132 characters");
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn codes_are_found_by_name() {
        assert_eq!(find("name-unknown").map(|code| code.name), Some("name-unknown"));
        assert!(find("no-such-code").is_none());
    }

    /// Every code is found by some test: its name stands in a snapshot, a fixture or a test's own text.
    #[test]
    fn codes_are_exercised() {
        let mut texts = Vec::new();
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders = vec![root.join("src"), root.join("tests")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| ["snap", "txt", "yaml", "rs"].iter().any(|known| end == *known)) {
                    texts
                        .extend(std::fs::read_to_string(&path).ok().filter(|_| path.parent() != Some(&root.join("src/diagnostics/codes"))));
                }
            }
        }
        let stands = |name: &str| {
            texts.iter().any(|text| {
                let border = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
                text.match_indices(name).any(|(at, _)| border(text[..at].chars().last()) && border(text[at + name.len()..].chars().next()))
            })
        };
        let idle: Vec<&str> = ALL.iter().map(|code| code.name).filter(|name| !stands(name)).collect();
        assert!(idle.is_empty(), "no test finds: {}", idle.join(", "));
    }
}
