//! What a change means and whom it moves: five stories whose answers are worked out here from the log alone, and the laws of a diff.

use super::engines_agree::compile;
use super::support::{Said, run};
use funnelc::model::Model;
use funnelc::review::{ChangeKind, Gates, Pair, Part};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The funnel that the stories change.
const BASE: &str = "\
funnel: leads
owner: revops
subject: lead
events:
  visit: { fields: { page: optional string } }
  form: {}
  call: {}
  deal: { fields: { amount: decimal } }
attributes:
  amount: last(deal.amount)
  page: { value: first(visit.page), dimension: true }
scoring:
  heat:
    half_life: 10d
    range: 0..100
    rules:
      page: { on: visit, points: 10 }
      form: { on: form, points: 30 }
let:
  ready: score.heat >= 50
stages:
  lead: { owner: marketing }
  mql: { owner: marketing, agreed_by: [marketing, sales] }
  sales: { owner: sales }
  won: { owner: sales, outcome: won }
  lost: { owner: sales, outcome: lost }
triggers:
  qualified: { from: lead, to: mql, when: ready }
  called: { from: mql, to: sales, on: call }
  fast: { from: mql, to: won, on: call }
  signed: { from: sales, to: won, on: deal }
  gave_up: { from: [lead, mql, sales], to: lost, idle: 60d }
slas:
  pick_up: { from: mql, until: sales, within: 1d }
metrics:
  mqls: count(mql)
";

/// A lead of the log: on one instant `visits` times 10 points and `forms` times 30, ten days later `later` forms, then perhaps a call.
#[derive(Clone, Copy)]
pub(super) struct Lead {
    pub(super) visits: u32,
    pub(super) forms: u32,
    pub(super) later: u32,
    pub(super) called: bool,
}

pub(super) fn leads() -> Vec<Lead> {
    (0..60).map(|i| Lead { visits: i % 10, forms: i / 10 % 2, later: i / 20 % 2, called: i % 2 == 0 }).collect()
}

fn log_of(leads: &[Lead]) -> String {
    let mut text = String::new();
    for (at, lead) in leads.iter().enumerate() {
        let mut row = |day: u32, event: &str| {
            let page = if event == "visit" { format!(",\"page\":\"p{}\"", at % 2) } else { String::new() };
            text.push_str(&format!(
                "{{\"subject\":\"lead-{at:02}\",\"time\":\"2026-01-{day:02}T09:00:00Z\",\"event\":\"{event}\"{page}}}\n"
            ));
        };
        (0..lead.visits).for_each(|_| row(1, "visit"));
        (0..lead.forms).for_each(|_| row(1, "form"));
        (0..lead.later).for_each(|_| row(11, "form"));
        if lead.called {
            row(20, "call");
        }
    }
    text
}

/// Where a lead is in the end: qualified at the first instant with `threshold` points, or at the second, where the first are worth
/// `kept` of what they were; `hot` is where those go who at one of the two have so many points.
fn stage(lead: Lead, threshold: f64, kept: f64, names: [&'static str; 2], hot: Option<(f64, &'static str)>) -> Option<&'static str> {
    if lead.visits + lead.forms + lead.later == 0 && !lead.called {
        return None;
    }
    let first = f64::from(10 * lead.visits + 30 * lead.forms).min(100.0);
    let second = (first * kept + f64::from(30 * lead.later)).min(100.0);
    let most = if lead.later > 0 { first.max(second) } else { first };
    let reached = Some(most).filter(|points| *points >= threshold);
    Some(match (reached, hot) {
        (None, _) => "lead",
        (Some(_), _) if lead.called => names[1],
        (Some(points), Some((from, name))) if points >= from => name,
        (Some(_), _) => names[0],
    })
}

/// How many leads are in one stage by one law and in another by another.
fn expected(old: impl Fn(Lead) -> Option<&'static str>, new: impl Fn(Lead) -> Option<&'static str>) -> BTreeMap<(String, String), u64> {
    let mut matrix = BTreeMap::new();
    for (from, to) in leads().into_iter().filter_map(|lead| Some((old(lead)?, new(lead)?))) {
        *matrix.entry((from.to_owned(), to.to_owned())).or_insert(0) += 1;
    }
    matrix
}

fn matrix(diff: &Value) -> BTreeMap<(String, String), u64> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let cells = diff["impact"]["matrix"].as_array().expect("a matrix");
    cells.iter().map(|cell| ((text(&cell["from"]), text(&cell["to"])), cell["subjects"].as_u64().expect("a number"))).collect()
}

/// The two versions and the log of a story.
pub(super) struct Story {
    pub(super) home: tempfile::TempDir,
}

impl Story {
    /// Of the base and the base with texts replaced.
    pub(super) fn of(edits: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let mut new = BASE.to_owned();
        for (from, to) in edits {
            assert!(new.contains(from), "{from}");
            new = new.replace(from, to);
        }
        fs::write(home.path().join("old.yaml"), BASE).expect("a definition");
        fs::create_dir(home.path().join("new")).expect("a folder");
        fs::write(home.path().join("new/funnel.yaml"), new).expect("a definition");
        fs::write(home.path().join("log.ndjson"), log_of(&leads())).expect("a log");
        Self { home }
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Said {
        run(self.home.path(), arguments)
    }

    fn json(&self, old: &str, new: &str) -> Value {
        let said = self.run(&["diff", old, new, "--events", "log.ndjson", "--format", "json"]);
        assert_eq!((said.code, said.err.as_str()), (0, ""));
        serde_json::from_str(&said.out).expect("JSON")
    }

    /// The diff; it is checked that the one the other way round is its mirror, and that moved subjects are those of the tables.
    pub(super) fn diff(&self) -> Value {
        let (there, back) = (self.json("old.yaml", "new"), self.json("new", "old.yaml"));
        let mirrored: BTreeMap<_, _> = matrix(&back).into_iter().map(|((from, to), subjects)| ((to, from), subjects)).collect();
        assert_eq!(matrix(&there), mirrored);
        assert_eq!(there["impact"]["parted"], back["impact"]["parted"]);
        let renamed = |stage: &str| {
            let changes = there["changes"].as_array().expect("changes");
            let change = changes.iter().find(|change| change["part"] == "stage" && change["was"] == stage);
            change.map_or(stage.to_owned(), |change| change["name"].as_str().expect("a name").to_owned())
        };
        let (old, new) = (self.stages("old.yaml"), self.stages("new"));
        let moved = old.iter().filter(|(subject, stage)| new.get(*subject) != Some(&renamed(stage))).count();
        assert_eq!(there["impact"]["moved"], moved);
        there
    }

    /// The stage of each subject, by the table that a run writes.
    fn stages(&self, definition: &str) -> BTreeMap<String, String> {
        let said = self.run(&["run", definition, "--events", "log.ndjson", "--out", "out", "--tables", "csv", "--quiet"]);
        assert_eq!(said.code, 0, "{}", said.err);
        let text = fs::read_to_string(self.home.path().join("out/subjects.csv")).expect("a table");
        let row = |line: &str| line.split(',').take(2).map(str::to_owned).collect::<Vec<_>>();
        text.lines().skip(1).map(row).map(|row| (row[0].clone(), row[1].clone())).collect()
    }

    fn markdown(&self) -> String {
        let said = self.run(&["diff", "old.yaml", "new", "--events", "log.ndjson", "--format", "markdown"]);
        assert_eq!((said.code, said.err.as_str()), (0, ""));
        assert!(!said.out.contains("lead-0") && !said.out.contains("p0"), "no subjects, no values: {}", said.out);
        said.out
    }
}

pub(super) fn change<'a>(diff: &'a Value, part: &str, name: &str) -> &'a Value {
    let changes = diff["changes"].as_array().expect("changes");
    changes.iter().find(|change| change["part"] == part && change["name"] == name).unwrap_or_else(|| panic!("{name} in {changes:#?}"))
}

const NAMES: [&str; 2] = ["mql", "sales"];

#[test]
fn a_threshold_that_rises_from_50_to_60() {
    let story = Story::of(&[("score.heat >= 50", "score.heat >= 60")]);
    let diff = story.diff();
    assert_eq!(matrix(&diff), expected(|lead| stage(lead, 50.0, 0.5, NAMES, None), |lead| stage(lead, 60.0, 0.5, NAMES, None)));
    assert_eq!(diff["changes"].as_array().map(Vec::len), Some(1));
    let ready = change(&diff, "let", "ready");
    assert_eq!(ready["class"], "narrowing");
    assert!(ready["witness"].as_str().is_some_and(|witness| witness.contains("score.heat")), "{ready}");
    let causes = diff["impact"]["causes"].as_array().expect("causes");
    assert_eq!(causes.len(), 1);
    assert_eq!(
        (&causes[0]["changes"][0], &causes[0]["trigger"], &causes[0]["fired_in"]),
        (&"let ready".into(), &"qualified".into(), &"old".into())
    );
    assert_eq!(causes[0]["first"], "2026-01-01T09:00:00Z");
    insta::assert_snapshot!(story.markdown());
}

#[test]
fn a_stage_that_is_renamed_moves_nobody_and_breaks_what_names_it_elsewhere() {
    let story = Story::of(&[("mql", "qualified_lead"), ("qualified_leads: count", "mqls: count")]);
    fs::write(
        story.home.path().join("new/funnel.test.yaml"),
        "funnel: funnel.yaml\ntests:\n  t: { events: [{ at: 2026-01-05T09:00Z, event: visit }], expect: { path: [lead, mql] } }\n",
    )
    .expect("a test");
    let diff = story.diff();
    let renamed = change(&diff, "stage", "qualified_lead");
    assert_eq!((&renamed["kind"], &renamed["was"], &renamed["class"]), (&"renamed".into(), &"mql".into(), &"cosmetic".into()));
    assert_eq!(renamed["breaks"][0]["line"], 3);
    assert_eq!((&diff["impact"]["moved"], &diff["impact"]["parted"]), (&0.into(), &0.into()));
    assert_eq!(diff["changes"].as_array().map(Vec::len), Some(1), "{}", diff["changes"]);
    insta::assert_snapshot!(story.markdown());
}

#[test]
fn a_trigger_that_moves_up_takes_from_the_one_it_passes() {
    let (called, fast) = ("  called: { from: mql, to: sales, on: call }\n", "  fast: { from: mql, to: won, on: call }\n");
    let story = Story::of(&[(&format!("{called}{fast}"), &format!("{fast}{called}"))]);
    let diff = story.diff();
    assert_eq!(matrix(&diff), expected(|lead| stage(lead, 50.0, 0.5, NAMES, None), |lead| stage(lead, 50.0, 0.5, ["mql", "won"], None)));
    let moved = change(&diff, "trigger", "fast");
    assert_eq!((&moved["kind"], &moved["class"]), (&"moved".into(), &"both".into()));
    let causes = diff["impact"]["causes"].as_array().expect("causes");
    assert_eq!((causes.len(), &causes[0]["changes"][0], &causes[0]["on"][0]), (1, &"trigger fast".into(), &"call".into()));
    assert_eq!(causes[0]["first"], "2026-01-20T09:00:00Z");
    insta::assert_snapshot!(story.markdown());
}

#[test]
fn a_half_life_that_is_halved_lets_go_of_who_came_back_late() {
    let story = Story::of(&[("half_life: 10d", "half_life: 5d")]);
    let diff = story.diff();
    assert_eq!(matrix(&diff), expected(|lead| stage(lead, 50.0, 0.5, NAMES, None), |lead| stage(lead, 50.0, 0.25, NAMES, None)));
    assert_eq!(change(&diff, "score", "heat")["class"], "narrowing");
    let causes = diff["impact"]["causes"].as_array().expect("causes");
    assert_eq!((causes.len(), &causes[0]["changes"][0], &causes[0]["trigger"]), (1, &"score heat".into(), &"qualified".into()));
    assert_eq!(causes[0]["first"], "2026-01-11T09:00:00Z");
    insta::assert_snapshot!(story.markdown());
}

#[test]
fn a_stage_that_is_split_in_two() {
    let story = Story::of(&[
        ("  mql: { owner", "  warm: { owner: marketing }\n  hot: { owner"),
        (
            "  qualified: { from: lead, to: mql, when: ready }",
            "  qualified: { from: lead, to: warm, when: ready }\n  boiling: { from: warm, to: hot, when: score.heat >= 80 }",
        ),
        ("from: mql", "from: [warm, hot]"),
        ("[lead, mql, sales]", "[lead, warm, hot, sales]"),
        ("count(mql)", "count(warm, hot)"),
    ]);
    let diff = story.diff();
    let split = |lead| stage(lead, 50.0, 0.5, ["warm", "sales"], Some((80.0, "hot")));
    assert_eq!(matrix(&diff), expected(|lead| stage(lead, 50.0, 0.5, NAMES, None), split));
    for (name, kind) in [("mql", "removed"), ("warm", "added"), ("hot", "added")] {
        assert_eq!((&change(&diff, "stage", name)["kind"], &change(&diff, "stage", name)["class"]), (&kind.into(), &"both".into()));
    }
    for cause in diff["impact"]["causes"].as_array().expect("causes") {
        assert!(["trigger boiling", "trigger qualified"].iter().any(|name| cause["changes"][0] == **name), "{cause}");
    }
    insta::assert_snapshot!(story.markdown());
}

#[test]
fn a_definition_in_another_layout_and_order_means_the_same() {
    let story = Story::of(&[]);
    let head = "funnel: leads\nowner: revops\nsubject: lead\n";
    let body = BASE.strip_prefix(head).expect("the head");
    let at = body.find("stages:\n").expect("stages");
    let other = format!(
        "# another layout\nsubject: lead\nowner: revops\nfunnel: leads\n{}{}",
        body[at..].replace("{ from: lead, to: mql, when: ready }", "\n    when: ready   # that is all\n    to: mql\n    from: lead"),
        body[..at].replace("  amount: last(deal.amount)\n", "").replace("scoring:\n", "  amount: last(deal.amount)\nscoring:\n")
    );
    fs::write(story.home.path().join("other.yaml"), other).expect("a definition");
    for (old, new) in [("old.yaml", "old.yaml"), ("old.yaml", "other.yaml"), ("other.yaml", "old.yaml")] {
        let diff = story.json(old, new);
        assert_eq!(diff["changes"], Value::Array(Vec::new()), "{}", diff["changes"]);
        assert_eq!(
            (&diff["impact"]["moved"], &diff["impact"]["parted"], &diff["approvers"]),
            (&0.into(), &0.into(), &Value::Array(Vec::new()))
        );
        assert_eq!(diff["old"]["fingerprint"], diff["new"]["fingerprint"]);
    }
    let said = story.run(&["diff", "old.yaml", "other.yaml"]);
    assert_eq!((said.code, said.out.as_str()), (0, "leads  old.yaml → other.yaml\nthe two mean the same\n"));
}

#[test]
fn a_change_that_the_log_does_not_feel_says_so() {
    let story =
        Story::of(&[("score.heat >= 50", "score.heat >= 49.5"), ("owner: sales, outcome: won", "owner: sales, outcome: won, title: Won")]);
    let said = story.run(&["diff", "old.yaml", "new", "--events", "log.ndjson"]);
    assert!(said.out.contains("2 changes, without any effect on the log"), "{}", said.out);
    assert_eq!(change(&story.diff(), "stage", "won")["class"], "cosmetic");
    assert_eq!(change(&story.diff(), "let", "ready")["class"], "widening");
}

#[test]
fn for_people_and_with_subjects() {
    let story = Story::of(&[("score.heat >= 50", "score.heat >= 60")]);
    let human = story.run(&["diff", "old.yaml", "new", "--events", "log.ndjson"]);
    insta::assert_snapshot!("human", human.out);
    let shown = story.run(&["diff", "old.yaml", "new", "--events", "log.ndjson", "--format", "markdown", "--show-subjects"]);
    assert!(shown.out.contains("lead\\-") || shown.out.contains("lead-0"), "{}", shown.out);
}

#[test]
fn a_comment_stays_below_what_a_host_takes() {
    let many = |points: u32| {
        let rules: String =
            (0..3_000).map(|at| format!("      a_rule_with_a_rather_long_name_{at}: {{ on: visit, points: {points} }}\n")).collect();
        BASE.replace("      form: { on: form, points: 30 }\n", &format!("      form: {{ on: form, points: 30 }}\n{rules}"))
    };
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("old.yaml"), many(1)).expect("a definition");
    fs::write(home.path().join("new.yaml"), many(2)).expect("a definition");
    let said = run(home.path(), &["diff", "old.yaml", "new.yaml", "--format", "markdown"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.chars().count() < 60_000, "{}", said.out.chars().count());
    assert!(said.out.contains("3,000 changes"), "{}", &said.out[..400]);
}

/// A way of many stages, each left by its own score.
fn long_way(stages: usize, stage: &str, trigger: &str) -> Model {
    let mut text = String::from(
        "funnel: long\nowner: revops\nevents:\n  visit: {}\nscoring:\n  heat: { rules: { page: { on: visit, points: 1 } } }\n",
    );
    let names = (0..stages).map(|at| format!("  {stage}{at}: {{}}\n")).collect::<String>();
    text.push_str(&format!("stages:\n{names}  won: {{ outcome: won }}\ntriggers:\n"));
    for at in 0..stages {
        let to = if at + 1 < stages { format!("{stage}{}", at + 1) } else { "won".to_owned() };
        text.push_str(&format!("  {trigger}{at}: {{ from: {stage}{at}, to: {to}, when: score.heat > {at} }}\n"));
    }
    compile(&text).expect("it compiles")
}

#[test]
fn thousands_of_renames_are_found_each() {
    let (old, new) = (long_way(3_000, "s", "t"), long_way(3_000, "stage_", "trigger_"));
    let diff = Pair::of(&old, &new).diff(["old", "new"], None, &Gates::default());
    assert_eq!(diff.changes.len(), 6_000);
    for change in &diff.changes {
        let (word, number) = change.name.split_once('_').expect("a name and a number");
        assert_eq!((change.kind, change.was.as_deref()), (ChangeKind::Renamed, Some(format!("{}{number}", &word[..1]).as_str())));
    }
    let said = funnelc::render::diff::markdown(&diff, &[&new, &old], false);
    assert!(said.chars().count() < 60_000 && said.contains("6,000 changes"), "{}", &said[..400]);
}

#[test]
fn a_stage_and_its_triggers_renamed_at_once_are_what_they_were() {
    let story = Story::of(&[
        ("mql", "qualified_lead"),
        ("qualified_leads: count", "mqls: count"),
        ("  qualified: {", "  reached: {"),
        ("called:", "rang:"),
    ]);
    let diff = story.diff();
    for (part, name, was) in [("stage", "qualified_lead", "mql"), ("trigger", "reached", "qualified"), ("trigger", "rang", "called")] {
        let renamed = change(&diff, part, name);
        assert_eq!((&renamed["kind"], &renamed["was"], &renamed["class"]), (&"renamed".into(), &was.into(), &"cosmetic".into()));
    }
    assert_eq!((diff["changes"].as_array().map(Vec::len), &diff["impact"]["parted"]), (Some(3), &0.into()));
}

#[test]
fn an_event_is_renamed_only_where_the_log_may_call_it_as_before() {
    let kinds = |to: &str| {
        let new = BASE.replace("  call: {}", to).replace("on: call", "on: phone_call");
        let (old, new) = (compile(BASE).expect("it compiles"), compile(&new).expect("it compiles"));
        let changes = Pair::of(&old, &new).diff(["old", "new"], None, &Gates::default()).changes;
        changes.into_iter().filter(|change| change.part == Part::Event).map(|change| (change.name, change.kind)).collect::<Vec<_>>()
    };
    assert_eq!(kinds("  phone_call: { as: call }"), [("phone_call".to_owned(), ChangeKind::Renamed)]);
    assert_eq!(kinds("  phone_call: {}"), [("phone_call".to_owned(), ChangeKind::Added), ("call".to_owned(), ChangeKind::Removed)]);
}

#[test]
fn gates_of_the_project_say_when_it_is_too_much() {
    let story = Story::of(&[("score.heat >= 50", "score.heat >= 60")]);
    let gated = |gates: &str| {
        fs::write(story.home.path().join("funnelc.yaml"), gates).expect("a project");
        story.run(&["diff", "old.yaml", "new", "--events", "log.ndjson"])
    };
    // 8 of 60 leads move, and 41 of them were qualified where 33 are
    let breached = gated("impact: { max_moved: 5%, max_change: { mqls: 20%, of_another_funnel: 1% } }\n");
    assert_eq!(breached.code, 1, "{}", breached.err);
    assert!(breached.out.contains("gate max_moved: 13.3 %, at most 5.0 % is breached"), "{}", breached.out);
    assert!(breached.out.contains("gate max_change.mqls: 19.5 %, at most 20.0 % holds"), "{}", breached.out);
    assert!(!breached.out.contains("of_another_funnel"));
    assert_eq!(gated("impact: { max_moved: 0.14 }\n").code, 0);
    let wrong = gated("impact: { max_moved: some }\n");
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("`max_moved: some` is no share\n help: write `5%` or `0.05`"), "{}", wrong.err);
    let unknown = gated("impact: { max_mooved: 5% }\n");
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("max_moved"), "{}", unknown.err);
}

#[test]
fn the_schema_describes_what_is_printed() {
    let story = Story::of(&[("score.heat >= 50", "score.heat >= 60")]);
    let schema: Value = serde_json::from_str(&story.run(&["schema", "diff"]).out).expect("a schema");
    let diff = story.json("old.yaml", "new");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let faults: Vec<String> = validator.iter_errors(&diff).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").current_dir(folder).args(identity).args(arguments).output().expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn revisions_of_the_repository_are_sides_with_all_they_include() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("funnels/leads");
    fs::create_dir_all(folder.join("parts")).expect("a folder");
    let at = BASE.find("stages:\n").expect("stages");
    fs::write(folder.join("funnel.yaml"), format!("include: [parts/rest.yaml]\n{}", &BASE[..at])).expect("a definition");
    fs::write(folder.join("parts/rest.yaml"), &BASE[at..]).expect("a part");
    fs::create_dir(home.path().join(".github")).expect("a folder");
    fs::write(home.path().join(".github/CODEOWNERS"), "/funnels/ @org/marketing\n").expect("owners");
    git(home.path(), &["init", "-q"]);
    git(home.path(), &["add", "."]);
    git(home.path(), &["commit", "-qm", "one"]);
    git(home.path(), &["checkout", "-qb", "work"]);
    fs::write(folder.join("parts/rest.yaml"), BASE[at..].replace("idle: 60d", "idle: 30d")).expect("a part");
    git(home.path(), &["commit", "-qam", "two"]);
    let here = run(home.path(), &["diff", "main:funnels/leads", "funnels/leads", "--format", "json"]);
    assert_eq!((here.code, here.err.as_str()), (0, ""));
    let diff: Value = serde_json::from_str(&here.out).expect("JSON");
    assert_eq!(change(&diff, "trigger", "gave_up")["class"], "widening");
    let asked = |team: &str| {
        diff["approvers"].as_array().expect("teams").iter().find(|of| of["team"] == team).expect("a team")["in_codeowners"].clone()
    };
    assert_eq!((asked("marketing"), asked("sales")), (true.into(), false.into()));

    // main goes on: against it the work seems to take that back, against the merge base it does not
    git(home.path(), &["checkout", "-q", "main"]);
    fs::write(folder.join("parts/rest.yaml"), BASE[at..].replace("within: 1d", "within: 2d")).expect("a part");
    git(home.path(), &["commit", "-qam", "three"]);
    git(home.path(), &["checkout", "-q", "work"]);
    let count = |arguments: &[&str]| {
        let said =
            run(&folder, &[&["diff", "main:funnels/leads/funnel.yaml", "HEAD:funnels/leads", "--format", "json"][..], arguments].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        serde_json::from_str::<Value>(&said.out).expect("JSON")["changes"].as_array().map(Vec::len)
    };
    assert_eq!((count(&[]), count(&["--merge-base"])), (Some(2), Some(1)));

    let owners = run(home.path(), &["codeowners", "funnels/leads", "--org", "acme"]);
    assert_eq!(
        owners.out,
        "/funnels/leads/funnel.yaml @acme/marketing @acme/revops @acme/sales\n/funnels/leads/parts/rest.yaml @acme/marketing @acme/revops @acme/sales\n"
    );

    for (old, message) in [
        (
            "nowhere:funnels/leads",
            "error: `nowhere` is no revision of this repository\n help: `git log --oneline` and `git branch` list them; fetch it where it is shallow\n",
        ),
        ("main:funnels/nowhere", "error: there is no `funnels/nowhere` in `main`\n help: PATH is from the root of the repository\n"),
        ("main:funnels", "error: `main` has no `funnels/funnel.yaml`\n help: name the file of the definition\n"),
    ] {
        let said = run(home.path(), &["diff", old, "funnels/leads"]);
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (2, "", message));
    }
    let none = super::support::funnelc()
        .current_dir(home.path())
        .env("PATH", "")
        .args(["diff", "main:funnels/leads", "funnels/leads"])
        .output()
        .expect("it runs");
    assert_eq!(none.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&none.stderr).contains("not installed"), "{}", String::from_utf8_lossy(&none.stderr));
}

#[test]
fn what_cannot_be_compared_is_said_and_ends_with_2() {
    let story = Story::of(&[]);
    fs::write(story.home.path().join("binary.yaml"), [0_u8, 159, 146, 150, 255]).expect("bytes");
    fs::write(story.home.path().join("wrong.yaml"), BASE.replace("to: mql", "to: mlq")).expect("a definition");
    for (arguments, part) in [
        (&["diff", "binary.yaml", "new"][..], "cannot read `binary.yaml`: it is a binary file, no text"),
        (&["diff", "old.yaml", "wrong.yaml"], "did you mean `mql`?"),
        (&["diff", "old.yaml", "gone.yaml"], "cannot read `gone.yaml`: there is no such file or folder"),
        (&["diff", "old.yaml", "new", "--events", "gone.ndjson"], "gone.ndjson"),
        (&["diff", "old.yaml", "new", "--events", "log.ndjson", "--as-of", "soon"], "--as-of"),
        (&["diff", "main:old.yaml", "new"], "git: not a git repository"),
    ] {
        let said = story.run(arguments);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}");
        assert!(said.err.contains(part), "{arguments:?}: {}", said.err);
    }
}
