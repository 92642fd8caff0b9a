//! Text as an expression: it parses or there is a finding, and what is printed of it reads back as the same tree.
#![no_main]

use funnelc::diagnostics::Findings;
use funnelc::span::{FileId, Span};
use funnelc::syntax::expr;
use funnelc::syntax::yaml::Text;
use libfuzzer_sys::fuzz_target;

fn read(source: &str, findings: &mut Findings) -> Option<expr::Expr> {
    let text = Text { value: source.to_owned(), span: Span::new(FileId::default(), 0, source.len()), map: None };
    expr::parse(&text, findings)
}

fuzz_target!(|source: &str| {
    let mut findings = Findings::default();
    match read(source, &mut findings) {
        None => assert!(!findings.sorted().is_empty(), "no expression and no reason"),
        Some(tree) => {
            let printed = expr::print(&tree);
            let again = read(&printed, &mut Findings::default()).expect("what was printed is an expression");
            assert_eq!(expr::print(&again), printed, "the printed form changes");
        }
    }
});
