//! Text as an expression and as every other short form: it parses or there is a finding, and what is printed of an
//! expression reads back as the same tree.
#![no_main]

use funnelc::diagnostics::Findings;
use funnelc::span::{FileId, Span};
use funnelc::syntax::expr;
use funnelc::syntax::yaml::Text;
use libfuzzer_sys::fuzz_target;

fn read<T>(source: &str, parse: impl Fn(&Text, &mut Findings) -> Option<T>) -> Option<T> {
    let text = Text { value: source.to_owned(), span: Span::new(FileId::default(), 0, source.len()), map: None };
    let mut findings = Findings::default();
    let read = parse(&text, &mut findings);
    assert!(read.is_some() || !findings.sorted().is_empty(), "nothing is read and there is no reason");
    read
}

fuzz_target!(|source: &str| {
    if let Some(tree) = read(source, expr::parse) {
        let printed = expr::print(&tree);
        let again = read(&printed, expr::parse).expect("what was printed is an expression");
        assert_eq!(expr::print(&again), printed, "the printed form changes");
    }
    let _ = read(source, expr::template::parse);
    let _ = read(source, expr::claim::parse);
    let _ = read(source, expr::limit::parse);
    let _ = read(source, expr::range::parse);
    let _ = read(source, expr::duration::parse);
    let _ = read(source, expr::hold::parse);
    let _ = read(source, expr::days::parse);
    let _ = read(source, expr::level::parse);
});
