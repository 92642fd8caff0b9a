//! Definitions with what is left of their findings drawn in; lines that begin with `#:` are the project file. Today is 2026-11-24.

use super::*;
use crate::check::{compile, lint};
use crate::model::Model;
use crate::resolve::fixtures;
use crate::syntax::document;

fn settled(definition: &str, project: &str) -> (Option<Model>, Settled, Sources) {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let file = sources.add("funnel.yaml", definition);
    let documents: Vec<Document> = document::read(file, definition, &mut findings).into_iter().collect();
    let today = date::parse("2026-11-24").unwrap();
    let model = if documents.is_empty() { None } else { crate::resolve::resolve(&documents, &mut findings) };
    if let Some(model) = &model {
        crate::check::check(model, &mut findings);
        lint(model, today, &mut findings);
    }
    let file = sources.add("funnelc.yaml", project);
    let project = Project::read(file, project, &mut findings);
    let settled = Governance::of(&documents, project.as_ref(), &sources, today).settle(&findings, model.is_some());
    let errors = settled.findings.iter().any(|finding| finding.severity == Severity::Error);
    (model.filter(|_| !errors), settled, sources)
}

#[test]
fn findings_stand_where_fixtures_draw_them() {
    for folder in ["governance", "found", "near"] {
        fixtures::compare_texts(folder, |text| {
            let project: String = text.lines().filter_map(|line| line.strip_prefix("#: ")).map(|line| format!("{line}\n")).collect();
            let (model, settled, _) = settled(text, &project);
            (model, settled.findings.into_iter().map(|finding| in_the_fixture(text, finding)).collect())
        });
    }
}

/// What is found in the project file, at its `#:` line.
fn in_the_fixture(text: &str, mut finding: Finding) -> Finding {
    let place = |span: Span| {
        let (mut here, mut there) = (0, 0);
        for line in text.split_inclusive('\n') {
            if let Some(said) = line.strip_prefix("#: ") {
                if span.range().start < there + said.len() {
                    let start = here + 3 + span.range().start - there;
                    return Span::new(FileId(0), start, start + span.range().len());
                }
                there += said.len();
            }
            here += line.len();
        }
        span
    };
    if finding.span.file == FileId(1) {
        finding.span = place(finding.span);
        finding.others.iter_mut().for_each(|label| label.span = place(label.span));
    }
    finding
}

/// Every code is drawn in some fixture, and there is one that nearly has it: `# near: CODE` names the fault that a line, or the
/// whole case, just does not have.
#[test]
fn every_code_is_found_and_nearly_found() {
    let folders = ["resolve", "check", "lint", "governance", "found", "near", "files"];
    let texts = folders.iter().flat_map(|folder| fixtures::files(folder)).map(|path| std::fs::read_to_string(path).unwrap());
    let texts: Vec<String> = texts.collect();
    let cases: Vec<&str> = texts.iter().flat_map(|text| text.split("# ===")).collect();
    let mut missing = Vec::new();
    for name in codes::ALL.iter().map(|code| code.name) {
        let found = |case: &str| case.contains(&format!("^ {name}: "));
        let near = |case: &str| {
            let lists = case.lines().filter_map(|line| line.split_once("# near: ")).map(|(_, list)| list.split(", "));
            lists.flatten().any(|near| near.trim() == name)
        };
        let wrong: Vec<&&str> = cases.iter().filter(|case| near(case) && found(case)).collect();
        assert!(wrong.is_empty(), "`{name}` is found where it is only to be near:\n{}", wrong[0]);
        if !cases.iter().any(|case| found(case)) {
            missing.push(format!("{name} is drawn nowhere"));
        }
        if !cases.iter().any(|case| near(case)) {
            missing.push(format!("no `# near: {name}`"));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

const PLAIN: &str = "funnel: plain\nevents: { asked: { fields: { form: string } } }\nstages: { lead: { definition: Seen., owner: sales }, won: { definition: Signed., owner: sales, outcome: won } }\ntriggers: { a: { from: lead, to: won, on: asked } }\n";

/// What is said of a project file, as `severity code text: message`.
fn said(project: &str) -> (Vec<String>, Vec<String>) {
    let (_, settled, sources) = settled(PLAIN, project);
    let words = |findings: Vec<Finding>| {
        let of_the_project = findings.into_iter().filter(|finding| finding.span.file == FileId(1));
        of_the_project.map(|finding| format!("{} {}: {}", finding.code.name, sources.text(finding.span), finding.message)).collect()
    };
    (words(settled.findings), words(settled.idle))
}

#[test]
fn a_project_file_is_checked_itself() {
    let project = "allow:\n  field-unsed: x\n  field-unused: \"\"\n  name-unknown: x\n  scoring: {}\n  sources: { because: x, until: 2026-13-01 }\n  metrics: { because: x, until: 2020-01-01 }\ndeny:\n  field-unused: x\n  name-unknown: errors are errors\n  conditions:\n";
    let (found, _) = said(project);
    assert_eq!(
        found,
        [
            "allowance-unknown field-unsed: no finding and no group of findings is called `field-unsed`",
            "allowance-without-reason field-unused: `field-unused` is allowed without a reason",
            "allowance-of-error name-unknown: `name-unknown` cannot be allowed: it leaves no meaning to run",
            "allowance-without-reason scoring: `scoring` is allowed without a reason",
            "allowance-unreadable 2026-13-01: `2026-13-01` is no day",
            "allowance-expired 2020-01-01: this was agreed until 2020-01-01, and that is over",
            "allowance-contradicts field-unused: `field-unused` is both allowed and denied",
            "allowance-contradicts name-unknown: `name-unknown` is both allowed and denied",
            "yaml-wrong-shape conditions: `deny.conditions` is empty, it wants a text",
        ]
    );
}

#[test]
fn what_a_definition_does_not_have_is_idle() {
    let (found, idle) = said("teams: [sales]\nallow: { field-unused: x, names: x, metrics: x, objective-over: x }\ndeny: { scoring: x }\n");
    assert_eq!(found, [""; 0]);
    assert_eq!(
        idle,
        [
            "allowance-unused names: `names` is allowed, and nothing of it is found in this definition",
            "allowance-unused metrics: `metrics` is allowed, and nothing of it is found in this definition",
        ]
    );
    let (found, idle) = said("");
    assert!(found.is_empty() && idle.is_empty());
    let (found, _) = said("stages: {}\n");
    assert_eq!(found, ["yaml-unknown-key stages: a project file has no key `stages`"]);
}

#[test]
fn a_line_denies_what_the_project_allows() {
    let unused = |line: &str| PLAIN.replace("form: string } } }", &format!("form: string }} }} }} {line}"));
    let project = "allow: { field-unused: a sketch }\n";
    let severities = |line: &str| settled(&unused(line), project).1.findings.iter().map(|found| found.severity).collect::<Vec<_>>();
    assert_eq!(severities(""), []);
    assert_eq!(severities("# funnelc: deny field-unused because every field has a use"), [Severity::Error]);
    assert_eq!(severities("# funnelc: deny names because every field has a use"), [Severity::Error]);
    assert_eq!(severities("# funnelc: deny scoring because there is none yet"), []);
    assert_eq!(severities("# funnelc: deny field-unused until 2026-11-23 because it was agreed"), [Severity::Warning]);
    assert_eq!(severities("# funnelc: deny field-unused"), [Severity::Error, Severity::Warning]);
}

#[test]
fn an_allowed_error_leaves_a_model() {
    let text = "funnel: plain\nevents: { asked: {} }\nstages:\n  lead: { definition: Seen., owner: sales }\n  # funnelc: allow stage-dead-end because it is an archive\n  old: { definition: Old., owner: sales, off_path: true }\n  won: { definition: Signed., owner: sales, outcome: won }\ntriggers: { b: { from: lead, to: old, on: asked, when: stage.visits > 1 }, a: { from: lead, to: won, on: asked } }\n";
    let (model, settled, _) = settled(text, "");
    assert!(model.is_some() && settled.findings.is_empty(), "{:#?}", settled.findings);
    let (model, findings) = fixtures::definition(&[text], compile);
    assert!(model.is_none() && findings.len() == 1, "{findings:#?}");
}

#[test]
fn a_crowd_is_said_once() {
    let fields: String = (0..12).map(|at| format!("      f{at}: string\n")).collect();
    let text = PLAIN.replace("{ asked: { fields: { form: string } } }", &format!("\n  asked:\n    fields:\n{fields}"));
    let (_, settled, sources) = settled(&text, "");
    assert_eq!(settled.findings.len(), 12);
    let few = gathered(&settled.findings[..3], &sources);
    assert_eq!(few.len(), 3);
    let one = gathered(&settled.findings, &sources);
    let said: Vec<&str> = one.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(said, ["nothing reads the field `f0` of `asked`, and so with 11 others (lines 6, 7, 8, 9, 10, 11, 12, 13 and 3 more)"]);
}
