//! What other repositories copy to run the program in CI, run step by step as far as a machine without those services can.

use super::pages::Page;
use super::support::funnelc;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("it is YAML")
}

/// A repository whose branch asks ten points more of a qualified lead than `main` does, and the program on the path of whoever
/// works in it, beside a `gh` that writes down what it is asked.
struct Repository {
    folder: TempDir,
    tools: TempDir,
}

impl Repository {
    fn new() -> Self {
        let repository = Self { folder: tempfile::tempdir().expect("a folder"), tools: tempfile::tempdir().expect("a folder") };
        let example = repository.path().join("funnels/b2b_saas");
        copy(&root().join("funnels/b2b_saas"), &example);
        let program = funnelc().get_program().to_owned();
        std::os::unix::fs::symlink(program, repository.tools.path().join("funnelc")).expect("a link");
        let gh = repository.tools.path().join("gh");
        fs::write(&gh, "#!/bin/sh\necho \"$@\" > gh-was-asked\n").expect("a file");
        let mut permissions = fs::metadata(&gh).expect("it is there").permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
        fs::set_permissions(&gh, permissions).expect("it may run");
        let file = example.join("funnel.yaml");
        let before = fs::read_to_string(&file).expect("the example");
        let after = before.replace("score.engagement >= 45", "score.engagement >= 55");
        assert_ne!(before, after, "the example asks for 45 points");
        repository.bash(
            "git init -q -b main . && git config user.name N && git config user.email n@example.com && git add . && git commit -qm Before \
             && git update-ref refs/remotes/origin/main main && git checkout -q -b change",
            &BTreeMap::new(),
        );
        fs::write(&file, after).expect("the change");
        repository.bash("git commit -qam After", &BTreeMap::new());
        repository
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a step as the services do; its exit code and what it said.
    fn try_bash(&self, script: &str, env: &BTreeMap<String, String>) -> (i32, String) {
        let path = format!("{}:{}", self.tools.path().display(), std::env::var("PATH").unwrap_or_default());
        let output = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(self.path())
            .env("PATH", path)
            .env("NO_COLOR", "1")
            .env("GITHUB_STEP_SUMMARY", self.path().join("summary.md"))
            .envs(env)
            .output()
            .expect("bash runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code().unwrap_or(-1), said)
    }

    fn bash(&self, script: &str, env: &BTreeMap<String, String>) -> String {
        let (code, said) = self.try_bash(script, env);
        assert_eq!(code, 0, "{script}\n{said}");
        said
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// What GitHub puts in the place of `${{ … }}` in the environment of a step.
fn value(template: &str) -> String {
    let known = [
        ("${{ github.action_path }}", root().display().to_string()),
        ("${{ inputs.funnel }}", "funnels/b2b_saas".to_owned()),
        ("${{ inputs.events }}", "funnels/b2b_saas/events.ndjson".to_owned()),
        ("${{ inputs.tests }}", ".".to_owned()),
        ("${{ inputs.base }}", "origin/main".to_owned()),
        ("${{ inputs.token }}", "token".to_owned()),
        ("${{ github.event.pull_request.number }}", "7".to_owned()),
    ];
    let found = known.into_iter().find(|(name, _)| *name == template);
    found.unwrap_or_else(|| panic!("`{template}` is not known here")).1
}

#[test]
fn every_step_of_the_action_runs() {
    let action = yaml(&fs::read_to_string(root().join("action.yml")).expect("the action"));
    assert_eq!(action["runs"]["using"], "composite");
    let inputs = action["inputs"].as_object().expect("inputs");
    assert!(inputs.values().all(|input| input["description"].is_string()), "every input says what it is for");
    let repository = Repository::new();
    let mut names = Vec::new();
    for step in action["runs"]["steps"].as_array().expect("steps") {
        let name = step["name"].as_str().expect("a step has a name");
        assert_eq!(step["shell"], "bash", "{name}: a composite action names the shell of each step");
        let script = step["run"].as_str().expect("a step runs something");
        assert!(!script.contains("${{"), "{name}: what comes from outside is handed over in the environment, never as text of a script");
        let env = step["env"].as_object().into_iter().flatten();
        let env = env.map(|(name, template)| (name.clone(), value(template.as_str().expect("a text")))).collect();
        let (code, said) = repository.try_bash(script, &env);
        // The change is one that the example's tests notice: that is what they are for.
        let expected = i32::from(name == "Test");
        assert_eq!(code, expected, "{name}: {script}\n{said}");
        names.push(name.to_owned());
    }
    assert_eq!(names, ["Install", "Check", "Test", "Diff", "Summary", "Comment"]);
    assert!(repository.read("funnelc-tests.xml").contains("<testsuite"));
    let diff = repository.read("funnelc-diff.md");
    assert!(diff.contains("changed: narrowing") && diff.contains("20 of 602 leads (3.3 %) in another stage"), "{diff}");
    assert_eq!(repository.read("summary.md"), diff);
    assert_eq!(repository.read("gh-was-asked").trim(), "pr comment 7 --body-file funnelc-diff.md --edit-last --create-if-none");
}

/// Runs the steps of the action whose names are given; what each came to.
fn steps(repository: &Repository, wanted: &[&str]) -> Vec<i32> {
    let action = yaml(&fs::read_to_string(root().join("action.yml")).expect("the action"));
    let all = action["runs"]["steps"].as_array().expect("steps").clone();
    let run = |name: &str| {
        let step = all.iter().find(|step| step["name"] == name).expect("a step");
        let env = step["env"].as_object().into_iter().flatten();
        let env = env.map(|(name, template)| (name.clone(), value(template.as_str().expect("a text")))).collect();
        repository.try_bash(step["run"].as_str().expect("it runs something"), &env).0
    };
    wanted.iter().map(|name| run(name)).collect()
}

#[test]
fn the_action_takes_a_definition_that_is_new_deleted_or_renamed() {
    let none = BTreeMap::new();
    let new = Repository::new();
    new.bash("git checkout -q main && git rm -rq funnels && git commit -qm Without && git update-ref refs/remotes/origin/main main", &none);
    new.bash("git checkout -q -b fresh && git checkout -q change -- funnels && git commit -qm With", &none);
    assert_eq!(steps(&new, &["Check", "Diff", "Summary", "Comment"]), [0; 4]);
    let diff = new.read("funnelc-diff.md");
    assert!(diff.contains("new definition; by the log 602 of 602 leads are in the funnel"), "{diff}");

    let deleted = Repository::new();
    deleted.bash("git rm -rq funnels && rm -rf funnels && git commit -qm Gone", &none);
    // the log is gone with it, so only what goes is told
    fs::create_dir_all(deleted.path().join("funnels/b2b_saas")).expect("a folder");
    fs::copy(root().join("funnels/b2b_saas/events.ndjson"), deleted.path().join("funnels/b2b_saas/events.ndjson")).expect("a log");
    assert_eq!(steps(&deleted, &["Diff", "Summary", "Comment"]), [0; 3]);
    assert!(deleted.read("funnelc-diff.md").contains("the definition is deleted"), "{}", deleted.read("funnelc-diff.md"));

    let renamed = Repository::new();
    renamed.bash("git checkout -q main && git mv funnels/b2b_saas funnels/before && git commit -qm Before", &none);
    renamed.bash("git update-ref refs/remotes/origin/main main && git mv funnels/before funnels/b2b_saas && git commit -qm Now", &none);
    assert_eq!(steps(&renamed, &["Check", "Diff", "Summary", "Comment"]), [0; 4]);
    let diff = renamed.read("funnelc-diff.md");
    assert!(diff.contains("the two mean the same") && diff.contains("funnels/before/funnel.yaml"), "{diff}");
}

#[test]
fn every_input_of_the_action_is_on_its_page() {
    let action = yaml(&fs::read_to_string(root().join("action.yml")).expect("the action"));
    let page = fs::read_to_string(root().join("docs/ci.md")).expect("the page");
    for name in action["inputs"].as_object().expect("inputs").keys() {
        assert!(page.contains(&format!("\n| `{name}` |")), "docs/ci.md does not tell of `{name}`");
    }
}

#[test]
fn the_job_for_gitlab_runs() {
    let page = Page::all().into_iter().find(|page| page.name() == "docs/ci.md").expect("the page");
    let block = page.blocks().into_iter().find(|block| block.info == "yml gitlab").expect("the job");
    let job = yaml(&block.body);
    let lines = |key: &str| -> Vec<String> {
        let lines = job["funnel"][key].as_array().expect("a list").iter();
        lines.map(|line| line.as_str().expect("a line is a text").to_owned()).collect()
    };
    let env = BTreeMap::from([
        ("FUNNEL".to_owned(), job["funnel"]["variables"]["FUNNEL"].as_str().expect("a variable").to_owned()),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME".to_owned(), "main".to_owned()),
    ]);
    let repository = Repository::new();
    for line in lines("before_script").into_iter().chain(lines("script")) {
        let (code, said) = repository.try_bash(&line, &env);
        assert_eq!(code, i32::from(line.starts_with("funnelc test")), "{line}\n{said}");
    }
    let kept = job["funnel"]["artifacts"]["paths"].as_array().expect("what is kept").iter();
    let reports = job["funnel"]["artifacts"]["reports"]["junit"].as_str();
    for name in kept.filter_map(Value::as_str).chain(reports) {
        assert!(!repository.read(name).is_empty(), "{name} holds something");
    }
}

#[test]
fn the_commands_of_the_page_run_at_a_desk() {
    let page = fs::read_to_string(root().join("docs/ci.md")).expect("the page");
    let commands: Vec<&str> =
        page.lines().filter(|line| line.starts_with("| ")).filter_map(|line| line.split("| `funnelc ").nth(1)).collect();
    assert_eq!(commands.len(), 4, "the table of commands");
    let repository = Repository::new();
    for command in commands {
        let command = command.trim_end_matches("` |");
        let (code, said) = repository.try_bash(&format!("funnelc {command}"), &BTreeMap::new());
        assert_eq!(code, i32::from(command.starts_with("test")), "funnelc {command}\n{said}");
    }
}

#[test]
fn every_hook_for_pre_commit_runs() {
    let hooks = yaml(&fs::read_to_string(root().join(".pre-commit-hooks.yaml")).expect("the hooks"));
    let repository = Repository::new();
    let files: Vec<PathBuf> = vec!["funnels/b2b_saas/funnel.yaml".into()];
    for hook in hooks.as_array().expect("a list") {
        let id = hook["id"].as_str().expect("a hook has an id");
        let files_like = regex::Regex::new(hook["files"].as_str().expect("files")).expect("an expression");
        let mut script = hook["entry"].as_str().expect("an entry").to_owned();
        if hook["pass_filenames"] != false {
            for file in &files {
                let file = file.display().to_string();
                assert!(files_like.is_match(&file), "{id}: {file}");
                script += &format!(" '{file}'");
            }
        }
        let (code, said) = repository.try_bash(&script, &BTreeMap::new());
        assert_eq!(code, i32::from(id == "funnelc-test"), "{id}: {script}\n{said}");
    }
}

/// Those parts of the public schemas of such files that say which keys there are and what they hold.
fn faults(schema: &Value, instance: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).expect("a schema");
    validator.iter_errors(instance).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

#[test]
fn the_files_are_what_their_services_take() {
    let text = json!({ "type": "string", "minLength": 1 });
    let texts = json!({ "type": "array", "items": text, "minItems": 1 });
    let named = |names: &[&str], required: &[&str], own: Value| {
        let mut properties: serde_json::Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), text.clone())).collect();
        properties.extend(own.as_object().cloned().unwrap_or_default());
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
    };
    let env = json!({ "type": "object", "additionalProperties": text });
    let input = named(&["description"], &["description"], json!({ "required": { "type": "boolean" }, "default": { "type": "string" } }));
    let step = named(&["name", "id", "if", "shell", "run", "working-directory"], &["run", "shell"], json!({ "env": env }));
    let runs = named(
        &[],
        &["using", "steps"],
        json!({ "using": { "const": "composite" }, "steps": { "type": "array", "items": step, "minItems": 1 } }),
    );
    let inputs = json!({ "type": "object", "patternProperties": { "^[_a-zA-Z][a-zA-Z0-9_-]*$": input }, "additionalProperties": false });
    let colors = json!({ "enum": ["white", "yellow", "blue", "green", "orange", "red", "purple", "gray-dark"] });
    let branding = named(&["icon"], &["icon"], json!({ "color": colors }));
    let action = named(
        &["name", "author", "description"],
        &["name", "description", "runs"],
        json!({ "inputs": inputs, "runs": runs, "branding": branding }),
    );
    let written = yaml(&fs::read_to_string(root().join("action.yml")).expect("the action"));
    assert_eq!(faults(&action, &written), [""; 0]);

    let flags = ["always_run", "fail_fast", "verbose", "pass_filenames", "require_serial"];
    let flags: serde_json::Map<String, Value> = flags.iter().map(|flag| ((*flag).to_owned(), json!({ "type": "boolean" }))).collect();
    let hook = named(
        &["id", "name", "entry", "language", "files", "exclude", "description", "language_version", "minimum_pre_commit_version"],
        &["id", "name", "entry", "language"],
        Value::Object(flags),
    );
    let hooks = json!({ "type": "array", "minItems": 1, "items": hook });
    let written = yaml(&fs::read_to_string(root().join(".pre-commit-hooks.yaml")).expect("the hooks"));
    assert_eq!(faults(&hooks, &written), [""; 0]);

    let reports = named(&["junit"], &[], json!({}));
    let when = json!({ "enum": ["on_success", "on_failure", "always"] });
    let artifacts = named(&["name", "expire_in"], &["paths"], json!({ "when": when, "paths": texts, "reports": reports }));
    let variables = json!({ "type": "object", "additionalProperties": { "type": ["string", "integer"] } });
    let rules = json!({ "type": "array", "items": named(&["if"], &["if"], json!({})) });
    let job = named(
        &["image"],
        &["script"],
        json!({ "variables": variables, "rules": rules, "before_script": texts, "script": texts, "artifacts": artifacts }),
    );
    let jobs = json!({ "type": "object", "additionalProperties": job });
    let page = Page::all().into_iter().find(|page| page.name() == "docs/ci.md").expect("the page");
    let block = page.blocks().into_iter().find(|block| block.info == "yml gitlab").expect("the job");
    assert_eq!(faults(&jobs, &yaml(&block.body)), [""; 0]);
}
