//! Bytes as a definition: YAML front, resolution, check, plan. None of them may panic, and every finding lies in its file.
#![no_main]

use funnelc::diagnostics::{Findings, Sources};
use funnelc::{check, plan, resolve, syntax::include};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let read = |path: &str| if path == "funnel.yaml" { Ok(bytes.to_vec()) } else { Err("there is no such file".to_owned()) };
    let documents = include::load("funnel.yaml", &read, &mut sources, &mut findings);
    if !documents.is_empty() {
        let model = resolve::resolve(&documents, &mut findings);
        if let Some(model) = &model {
            check::check(model, &mut findings);
            if !findings.has_errors() {
                let _ = plan::lower(model);
            }
        }
    }
    let _ = funnelc::diagnostics::render::human(&findings.sorted(), &sources, false, 100);
});
