//! `fmt`: the meaning stays, stdin and several files, `--check`, and a file with faults is left alone.

use super::support::{funnelc, run, shared};
use funnelc::check::compile;
use funnelc::diagnostics::{Findings, Sources};
use funnelc::span::FileId;
use funnelc::syntax::format::format;
use funnelc::syntax::include;
use std::path::{Path, PathBuf};

/// The fingerprint of a definition; `None` where it has errors.
fn fingerprint(path: &Path, text: &str) -> Option<String> {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let name = path.display().to_string();
    let read =
        |other: &str| if other == name { Ok(text.as_bytes().to_vec()) } else { std::fs::read(other).map_err(|fault| fault.to_string()) };
    let documents = include::load(&name, &read, &mut sources, &mut findings);
    compile(&documents, &mut findings).map(|model| model.fingerprint())
}

fn definitions() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut patterns: Vec<PathBuf> = ["funnels/*/*.yaml", "tests/data/*.yaml", "src/draft/*.yaml"].iter().map(|p| root.join(p)).collect();
    for folder in ["conformance", "peer-cases", "bench"] {
        patterns.extend(shared(folder).map(|folder| folder.join("**/*.yaml")));
    }
    let paths = patterns.iter().flat_map(|pattern| glob::glob(&pattern.to_string_lossy()).expect("a pattern").flatten());
    paths.collect()
}

#[test]
fn the_meaning_stays_and_twice_is_once() {
    let mut compared = 0;
    for path in definitions() {
        let text = std::fs::read_to_string(&path).expect("a definition");
        let Ok(written) = format(FileId::default(), &text, &mut Findings::default()) else { continue };
        assert_eq!(fingerprint(&path, &text), fingerprint(&path, &written), "{}", path.display());
        let again = format(FileId::default(), &written, &mut Findings::default()).expect("what was laid out can be laid out");
        assert_eq!(again, written, "{}", path.display());
        compared += usize::from(fingerprint(&path, &text).is_some());
    }
    assert!(compared >= 5, "{compared} definitions compared");
}

#[test]
fn what_ships_is_laid_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let said = run(root, &["fmt", "--check", "funnels/b2b_saas"]);
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
}

#[test]
fn files_are_laid_out_with_what_they_include() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name);
    std::fs::create_dir(at("parts")).expect("made");
    std::fs::write(at("funnel.yaml"), "funnel:  f\ninclude: [ parts/more.yaml ]\n").expect("written");
    std::fs::write(at("parts/more.yaml"), "let: {a: 1+1}\n").expect("written");
    let check = run(home.path(), &["fmt", "--check", "."]);
    assert_eq!(check.code, 1);
    assert!(
        check.out.contains("-funnel:  f\n-include: [ parts/more.yaml ]\n+funnel: f\n") && check.out.contains("+let: { a: 1 + 1 }\n"),
        "{}",
        check.out
    );
    assert_eq!(std::fs::read_to_string(at("funnel.yaml")).expect("still there"), "funnel:  f\ninclude: [ parts/more.yaml ]\n");

    let said = run(home.path(), &["fmt", ".", "funnel.yaml"]);
    assert_eq!((said.code, said.err.as_str()), (0, "2 files laid out\n"), "{}", said.out);
    assert_eq!(std::fs::read_to_string(at("funnel.yaml")).expect("there"), "funnel: f\ninclude: [parts/more.yaml]\n");
    assert_eq!(std::fs::read_to_string(at("parts/more.yaml")).expect("there"), "let: { a: 1 + 1 }\n");
    assert_eq!(run(home.path(), &["fmt", "--check", "."]).code, 0);
    assert_eq!(std::fs::read_dir(home.path()).expect("a folder").count(), 2, "nothing is left beside");
}

#[test]
fn a_file_with_faults_is_left_alone_and_the_others_are_not() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name);
    std::fs::write(at("bad.yaml"), "funnel:  f\nlet: { a: 1 + }\n").expect("written");
    std::fs::write(at("good.yaml"), "funnel:  f\n").expect("written");
    let said = run(home.path(), &["fmt", "bad.yaml", "good.yaml"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("expression-syntax"), "{}", said.err);
    assert_eq!(std::fs::read_to_string(at("bad.yaml")).expect("there"), "funnel:  f\nlet: { a: 1 + }\n");
    assert_eq!(std::fs::read_to_string(at("good.yaml")).expect("there"), "funnel: f\n");
    assert_eq!(run(home.path(), &["fmt", "gone.yaml"]).code, 2);
}

#[test]
fn stdin_goes_to_stdout() {
    let output = funnelc().args(["fmt", "-"]).write_stdin("let: {a: 1+1}\nfunnel: f\n").output().expect("the program runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "funnel: f\nlet: { a: 1 + 1 }\n");
    assert_eq!(output.status.code(), Some(0));
}
