//! Fixtures: definitions with their findings drawn in. A line `# ^^^ code` is about the line above it and is not part of the
//! file; every line has a margin of two columns, so that the first column can be meant as well.

use crate::diagnostics::{Finding, Findings, Sources};
use crate::syntax::document;
use std::collections::BTreeSet;

/// A fixture's file, and what is expected: codes at bytes.
pub fn parse(drawn: &str) -> (String, BTreeSet<(usize, usize, String)>) {
    let (mut text, mut expected, mut above) = (String::new(), BTreeSet::new(), (0, String::new()));
    for line in drawn.lines() {
        let mark = line.strip_prefix('#').filter(|mark| mark.trim_start().starts_with('^'));
        let Some(mark) = mark else {
            let line = line.get(2..).unwrap_or_default();
            above = (text.len(), line.to_owned());
            text.push_str(line);
            text.push('\n');
            continue;
        };
        let first = mark.find('^').unwrap_or(0) - 1;
        let carets = mark.trim_start().chars().take_while(|sign| *sign == '^').count();
        let byte = |column: usize| above.0 + above.1.char_indices().nth(column).map_or(above.1.len(), |(at, _)| at);
        let code = mark.trim_start().trim_start_matches('^').trim().to_owned();
        expected.insert((byte(first), byte(first + carets), code));
    }
    (text, expected)
}

/// The findings of a file, and whether it gave a document.
pub fn findings(text: &str) -> (Vec<Finding>, bool) {
    let mut sources = Sources::default();
    let file = sources.add("funnel.yaml", text);
    let mut findings = Findings::default();
    let document = document::read(file, text, &mut findings);
    (findings.sorted(), document.is_some())
}

/// Compares what is drawn with what is found; returns the words for a snapshot.
pub fn check(name: &str, drawn: &str) -> Result<String, String> {
    let (text, expected) = parse(drawn);
    let (found, _) = findings(&text);
    let places: BTreeSet<_> =
        found.iter().map(|finding| (finding.span.range().start, finding.span.range().end, finding.code.name.to_owned())).collect();
    let shown = |set: &BTreeSet<(usize, usize, String)>| {
        set.iter()
            .map(|(start, end, code)| format!("{code} `{}` at {start}..{end}", text.get(*start..*end).unwrap_or("?")))
            .collect::<Vec<_>>()
            .join("\n  ")
    };
    let words: Vec<String> = found
        .iter()
        .map(|finding| {
            let help = finding.help.as_deref().unwrap_or("-");
            format!("{}\n    {}\n    under it: {}\n    help: {help}", finding.code.name, finding.message, finding.label)
        })
        .collect();
    let words = words.join("\n  ");
    if expected != places {
        let (expected, places) = (shown(&expected), shown(&places));
        return Err(format!("{name}\n{text}\nexpected\n  {expected}\nfound\n  {places}\nin words\n  {words}\n"));
    }
    Ok(format!("{name}\n  {words}\n"))
}

const FAULTS: &[(&str, &str)] = &[
    (
        "expressions cut by a bracket, each said",
        r#"
  triggers:
    one: { from: a, to: b, on: x, when: event.kind in ["x", "y"], by: human }
#                                       ^^^^^^^^^^^^^^^^^^^^^^^^ yaml-expression-cut
    two: { from: a, to: b, on: x }
    three: { from: b, to: c, when: source not in ["ł"] }
#                                  ^^^^^^^^^^^^^^^^^^^ yaml-expression-cut
    four: { form: c, to: a, on: x }
#           ^^^^ yaml-unknown-key
"#,
    ),
    (
        "expressions cut by a comma",
        r#"
  scoring:
    fit:
      rules:
        one: { on: x, points: round(event.x, 2), limit: 3 }
#                             ^^^^^^^^^^^^^^^^^ yaml-expression-cut
        two: { points: if(a, b, c), on: y }
#                      ^^^^^^^^^^^ yaml-expression-cut
        three: { points: 1, on: [a, b] }
        four: { on: [a, split(b, c), d] }
#                       ^^^^^^^^^^^ yaml-expression-cut
  stages:
    mql: { definition: Known, and active, owner: sales }
#                      ^^^^^^^^^^^^^^^^^ yaml-expression-cut
    sal: { agreed_by: marketing, sales }
#                     ^^^^^^^^^^^^^^^^ yaml-expression-cut
    sql: { off_path, title }
#          ^^^^^^^^ yaml-wrong-shape
#                    ^^^^^ yaml-wrong-shape
"#,
    ),
    (
        "expressions cut by a colon, quotes and braces",
        r#"
  let:
    one: a: b
#        ^^^^ yaml-expression-cut
    two: "x" == source
#        ^^^^^^^^^^^^^ yaml-expression-cut
    three: ["x", "y"] contains source
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^ yaml-expression-cut
    four: 'it' is present # a note
#         ^^^^^^^^^^^^^^^ yaml-expression-cut
  stages:
    a: { title: Call {subject} now, owner: x }
#               ^^^^^^^^^^^^^^^^^^ yaml-expression-cut
    b: { title: One: two, owner: x }
#               ^^^^^^^^ yaml-expression-cut
"#,
    ),
    (
        "texts that begin with a sign of YAML",
        r#"
  okrs:
    a:
      key_results:
        b: { metric: m, hold: >= 7.5 }
#                             ^^^^^^ yaml-syntax
        c:
          hold: >= 7.5
#               ^^^^^^ yaml-syntax
        d: { metric: m, to: @x }
#                           ^^ yaml-syntax
        e: { metric: `m` }
#                    ^^^ yaml-syntax
        f: { metric: !m x }
#                    ^^ yaml-tag
        g: { metric: *m }
#                    ^^ yaml-alias-unknown
"#,
    ),
    (
        "brackets and quotes that are not closed",
        r#"
  stages:
    a: { title: A
#      ^ yaml-syntax
    b: { title: B }
    c: { title: "C }
#               ^ yaml-syntax
    d: { title: D, owners: e }
#                  ^^^^^^ yaml-unknown-key
    e: { agreed_by: [a, b }
#                   ^ yaml-syntax
    f: { title: F ] }
#      ^ yaml-syntax
    g: }
#      ^ yaml-syntax
"#,
    ),
    (
        "an unclosed brace at the end of a file",
        r"
  stages:
    a: { title: A,
#      ^ yaml-syntax
      owner: x
",
    ),
    (
        "indentation: the section is lost, others are read",
        r"
  stages:
    a: { title: A }
     b: { title: B }
#    ^^^^^^^^^^^^^^^ yaml-syntax
  triggers:
    x: { form: a }
#        ^^^^ yaml-unknown-key
",
    ),
    (
        "a tab",
        "
  calendar:
  \ttimezone: UTC
# ^ yaml-syntax
  events: 5
#         ^ yaml-wrong-shape
",
    ),
    (
        "lines that are no entries",
        r"
  title: x
  stages
# ^^^^^^ yaml-syntax
  events:
    a: {}
    b:{}
#   ^ yaml-syntax
    c: 1
#      ^ yaml-wrong-shape
",
    ),
    (
        "colons that are missing: what hangs on the key stays silent",
        r#"
  funnel leads # a note: here
# ^^^^^^^^^^^^ yaml-syntax
  calendar
# ^^^^^^^^ yaml-syntax
    business_hours:
      days: monday
  triggers:
    one { from: "a", to: b }
#   ^^^ yaml-syntax
    two: { form: a }
#          ^^^^ yaml-unknown-key
  let
# ^^^ yaml-syntax
    ready: a
"#,
    ),
    (
        "signs that are missing",
        r#"
  triggers:
    one: { from: a to: b }
#                ^^^^^^^ yaml-expression-cut
    two: { from: [a] to: b }
#                    ^^ yaml-syntax
    three: { from: "a" to: b }
#                      ^^ yaml-syntax
    four: from: a, to: b }
#         ^^^^^^^^^^^^^^^^ yaml-syntax
    five: { from: a, b], to: b }
#         ^ yaml-syntax
    six: { from: "a, to: b }
#                ^ yaml-syntax
    seven: { from: 'it's', to: b }
#                  ^^^^^^ yaml-syntax
  include: a.yaml]
#          ^^^^^^^ yaml-wrong-shape
"#,
    ),
    (
        "a key under a text",
        r"
  title: Sales
    owner: x
#   ^^^^^ yaml-syntax
  subject: [lead]
#          ^^^^^^ yaml-wrong-shape
",
    ),
    (
        "an unknown escape",
        r#"
  sources:
    x: { missing: ["", "\q"] }
#                       ^^ yaml-syntax
    y: { missing: ["", "null", "\\N"] }
"#,
    ),
    (
        "keys twice",
        r#"
  stages:
    mql: { owner: a, "owner": b }
#                     ^^^^^ yaml-duplicate-key
    sal: {}
    'mql': {}
#    ^^^ yaml-duplicate-key
"#,
    ),
    (
        "unknown keys: what is meant is read on",
        r"
  stage:
# ^^^^^ yaml-unknown-key
    mql: { titel: [], colour: red }
#          ^^^^^ yaml-unknown-key
#                 ^^ yaml-wrong-shape
#                     ^^^^^^ yaml-unknown-key
",
    ),
    (
        "wrong shapes",
        r#"
  title: [a]
#        ^^^ yaml-wrong-shape
  owner:
# ^^^^^ yaml-wrong-shape
  events:
    - a: {}
#   ^^^^^^^ yaml-wrong-shape
  attributes:
    x: { value: last(a.b), dimension: yes }
#                                     ^^^ yaml-wrong-shape
    y: { value: {subject}, dimension: "true" }
#               ^^^^^^^^^ yaml-wrong-shape
#                                     ^^^^^^ yaml-wrong-shape
    z: [a]
#      ^^^ yaml-wrong-shape
  stages:
    a: Sales
#      ^^^^^ yaml-wrong-shape
  triggers:
    t: { from: [a, [b], {}], to: null, on: { x: y } }
#                  ^^^ yaml-wrong-shape
#                       ^^ yaml-wrong-shape
#                                ^^^^ yaml-wrong-shape
#                                          ^^^^^^^^ yaml-wrong-shape
    u: { when: }
#        ^^^^ yaml-wrong-shape
"#,
    ),
    (
        "types of fields",
        r"
  events:
    a: { fields: { x: { enum: [a, b], optional: no }, y: { optional: true }, z: { enums: [a] }, w: { enum: [a], optional: true } } }
#                                               ^^ yaml-wrong-shape
#                                                        ^^^^^^^^^^^^^^^^^^ yaml-wrong-shape
#                                                                                 ^^^^^ yaml-unknown-key
",
    ),
    (
        "anchors and aliases",
        r"
  stages:
    a: &mine { owner: x }
    b: *mine
    c: *mien
#      ^^^^^ yaml-alias-unknown
    d: &d { agreed_by: [*d] }
#                       ^^ yaml-alias-cycle
    e: { title: *mine }
#               ^^^^^ yaml-wrong-shape
    f: { <<: *mine, title: F }
    g: { <<: [*mine, { title: G }], owner: y }
    h: { <<: text }
#            ^^^^ yaml-wrong-shape
    i: { <<: *mine, <<: *mine }
#                   ^^ yaml-duplicate-key
",
    ),
    (
        "keys that are no texts",
        r#"
  events:
    1: {}
    true: {}
    null: {}
    [a]: {}
#   ^^^ yaml-key-not-text
    ? { b: c }
#     ^^^^^^^^ yaml-key-not-text
    : {}
    "d e": { activity: nope }
#                      ^^^^ yaml-wrong-shape
"#,
    ),
    (
        "a second document",
        r"
  title: [x]
#        ^^^ yaml-wrong-shape
  ---
# ^^^ yaml-second-document
  title: [y]
",
    ),
    (
        "after Cyrillic, CJK and an emoji",
        "
  title: { Воронка: 漏斗 }
#        ^^^^^^^^^^^^^^^ yaml-wrong-shape
  stages: { заявка: { title: Новая 😀, ownr: продажи }, 漏: { title: 漏, x: 1 } }
#                                     ^^^^ yaml-unknown-key
#                                                                     ^ yaml-unknown-key
",
    ),
    ("an empty file", "\n  # only a comment\n# ^^^^^^^^^^^^^^^^ definition-empty"),
    (
        "a text",
        "
  just a text
# ^^^^^^^^^^^ yaml-wrong-shape
",
    ),
    (
        "a list",
        "
  - events: {}
# ^^^^^^^^^^^^ yaml-wrong-shape
",
    ),
];

/// What is not drawn: files too large, too strange or too hostile.
#[test]
fn hostile_files_give_one_finding() {
    let codes = |text: &str| findings(text).0.iter().map(|finding| finding.code.name).collect::<Vec<_>>();
    let deep = |open: &str, close: &str| format!("title: {}x{}", open.repeat(10_000), close.repeat(10_000));
    assert_eq!(codes(&deep("[", "]")), ["yaml-too-deep"]);
    assert_eq!(codes(&deep("[", "")), ["yaml-too-deep"]);
    assert_eq!(codes(&deep("{a: ", "}")), ["yaml-too-deep"]);
    assert_eq!(codes(&format!("title:\n  {}x", "- ".repeat(10_000))), ["yaml-too-deep"]);
    let staircase = (0..2_000).map(|depth| " ".repeat(depth + 1) + "a:\n").collect::<String>();
    assert_eq!(codes(&format!("title:\n{staircase}")), ["yaml-wrong-shape", "yaml-too-deep"]);

    // five lists of ten aliases each
    let mut bomb = "title: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, of) in ["b", "c", "d", "e", "f", "g", "h"].iter().zip(["a", "b", "c", "d", "e", "f", "g"]) {
        bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{of}"); 10].join(", ")));
    }
    let (found, _) = findings(&bomb);
    let bombs: Vec<_> = found.iter().filter(|finding| finding.code.name == "yaml-alias-bomb").collect();
    assert_eq!(bombs.len(), 1);
    assert_eq!(bomb.get(bombs[0].span.range()), Some("*d"));

    // aliases make depth too: each level wraps the last in one more list
    let mut tower = "a0: &a0 [x]\n".to_owned();
    for level in 1..200 {
        tower.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    assert!(codes(&tower).contains(&"yaml-too-deep"));

    assert_eq!(codes("title: a\0b\nevents: 5\n"), ["yaml-encoding"]);
    assert_eq!(codes("\u{feff}\r\n"), ["definition-empty"]);
    assert_eq!(codes(""), ["definition-empty"]);
    assert_eq!(codes("{}"), Vec::<&str>::new());
    assert_eq!(super::text_of(b"title: \xb3".to_vec()), Err((7, b"title: \xb3".to_vec())));
    let many = (0..300).map(|at| ["k", &at.to_string(), ": a: b\n"].concat()).collect::<String>();
    assert!(findings(&many).0.len() >= 50);
}

#[test]
fn any_bytes_are_read_without_panic() {
    let signs = [
        "a",
        ":",
        " ",
        "\n",
        "  ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ",",
        "\"",
        "'",
        "&a ",
        "*a",
        "!x ",
        "<<: ",
        "#",
        "|",
        ">",
        "\\",
        "ł",
        "\t",
        "\r\n",
        "? ",
        "---\n",
        "...\n",
        "%",
        "stages",
        "triggers:\n ",
    ];
    // a small generator of its own, so that the same files are tried each time
    let mut state = 7_u64;
    for _ in 0..6_000 {
        let mut text = String::new();
        for _ in 0..(state >> 40) % 24 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(signs[(state >> 33) as usize % signs.len()]);
        }
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let (found, read) = findings(&text);
        assert!(read || !found.is_empty(), "{text:?} is not read, and nothing says why");
        for finding in found {
            assert!(text.get(finding.span.range()).is_some(), "{text:?}: {finding:?}");
        }
    }
}

#[test]
fn with_bom_and_carriage_returns() {
    let text = "\u{feff}# żółw\r\nstages:\r\n  заявка:\r\n    titel: x\r\n    definition: >-\r\n      one\r\n      two\r\n";
    let (found, read) = findings(text);
    assert_eq!(found.iter().map(|finding| text.get(finding.span.range())).collect::<Vec<_>>(), [Some("titel")]);
    assert!(read);
}

#[test]
fn faults_are_found_at_their_bytes() {
    let results = FAULTS.iter().map(|(name, drawn)| check(name, drawn.strip_prefix('\n').unwrap_or(drawn)));
    let (words, wrong): (Vec<_>, Vec<_>) = results.partition(Result::is_ok);
    let wrong: Vec<String> = wrong.into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n----\n"));
    let words: Vec<String> = words.into_iter().flatten().collect();
    insta::assert_snapshot!(words.join("\n"));
}
