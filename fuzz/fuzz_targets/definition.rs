//! Bytes as a definition, through the whole of `check` and `fmt`: none of it may panic, every form of the findings can be
//! written, and the layout means what was read and is its own layout. The same bytes as a file of tests and a project file.
#![no_main]

use funnelc::diagnostics::{Findings, Sources, render};
use funnelc::governance::{Governance, gathered};
use funnelc::render::findings::{Checked, github, json, sarif};
use funnelc::syntax::document::Project;
use funnelc::syntax::format::{Unformatted, format};
use funnelc::syntax::{include, suite};
use funnelc::{check, confirm, plan, resolve};
use libfuzzer_sys::fuzz_target;

/// 2026-11-21, days since 1970-01-01.
const TODAY: i32 = 20_778;

fuzz_target!(|bytes: &[u8]| {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let read = |path: &str| if path == "funnel.yaml" { Ok(bytes.to_vec()) } else { Err("there is no such file".to_owned()) };
    let documents = include::load("funnel.yaml", &read, &mut sources, &mut findings);
    let model = if documents.is_empty() { None } else { resolve::resolve(&documents, &mut findings) };
    if let Some(model) = &model {
        check::check(model, &mut findings);
        confirm::witnesses(model, &mut findings);
        check::lint(model, TODAY, &mut findings);
        if !findings.has_errors() {
            let _ = plan::lower(model);
        }
    }
    let settled = Governance::of(&documents, None, &sources, TODAY).settle(&findings, model.is_some());
    let findings = gathered(&settled.findings, &sources);
    let _ = render::human(&findings, &sources, false, 100);
    let checked = [Checked { sources: &sources, findings: &findings }];
    let _ = (json(&checked), github(&checked), sarif(&checked));

    let Some((file, text)) = sources.iter().next().map(|(file, source)| (file, source.text.clone())) else { return };
    let mut beside = Findings::default();
    let _ = Project::read(file, &text, &mut beside);
    let _ = suite::read(file, &text, &mut beside);
    match format(file, &text, &mut Findings::default()) {
        Err(Unformatted::Faulty) => {}
        Err(Unformatted::Changed) => panic!("the layout means something else"),
        Ok(once) => {
            let twice = format(file, &once, &mut Findings::default()).expect("what was laid out has a layout");
            assert_eq!(once, twice, "the layout of a layout is another");
        }
    }
});
