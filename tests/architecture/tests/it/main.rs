//! The workspace keeps its own rules.
#![expect(clippy::expect_used, reason = "what cannot be read fails the test")]

use tidings_architecture::{
    checks::{self, Rule},
    code::Code,
    modules::{self, Modules},
    workspace::{Source, Workspace},
};

/// Core's modules, the lowest layer first: each uses strictly lower ones only. This is the only place to change it.
const LAYERS: &[&[&str]] = &[
    &["error", "id", "timestamp"],
    // What is built of those alone.
    &["runtime", "panic", "headers", "names", "codec", "ledger", "mutants", "versions"],
    // The container knows nothing of events.
    &["policy", "event", "container", "signal"],
    // What a listener claims; what travels.
    &["subscription", "envelope"],
    // The seam to a transport.
    &["provider"],
    &["sending"],
    &["delivery"],
    // What users implement.
    &["listener", "pipeline"],
    // The state machine of a delivery, and its driver.
    &["dispatch"],
    // What the macros submit, and what an application chooses of it.
    &["registration"],
    &["manager"],
    // A scripted provider, and doubles.
    &["testing"],
];

const CORE: &str = "tidings-core";

/// What each package may use of ours, outside its tests.
const RULES: &[Rule<'_>] = &[
    Rule { package: "tidings-versions", may_use: &[] },
    Rule { package: CORE, may_use: &["tidings-versions"] },
    Rule { package: "tidings-macros", may_use: &[] },
    Rule { package: "tidings-local", may_use: &[CORE] },
    Rule { package: "tidings-wire", may_use: &[CORE] },
    Rule { package: "tidings-artemis", may_use: &[CORE, "tidings-wire"] },
    Rule { package: "tidings-amqp", may_use: &[CORE, "tidings-wire", "tidings-artemis"] },
    Rule { package: "tidings-stomp", may_use: &[CORE, "tidings-wire", "tidings-artemis"] },
    Rule { package: "tidings-conformance", may_use: &[CORE] },
    Rule { package: "tidings-broker", may_use: &[] },
    Rule { package: "tidings-provider-tests", may_use: &[CORE, "tidings-broker"] },
    Rule {
        package: "tidings-faults",
        // The tortured programs are written as a user writes them: with the facade.
        may_use: &[
            CORE,
            "tidings-wire",
            "tidings-artemis",
            "tidings-amqp",
            "tidings-stomp",
            "tidings-broker",
            "tidings",
        ],
    },
    Rule { package: "tidings-testing", may_use: &[CORE, "tidings-local"] },
    Rule { package: "tidings-process-tests", may_use: &[CORE, "tidings-amqp", "tidings-stomp"] },
    Rule { package: "tidings-bounds-tests", may_use: &[] },
    Rule { package: "tidings-costs", may_use: &[CORE, "tidings", "tidings-stomp", "tidings-amqp", "tidings-wire"] },
    Rule { package: "tidings-architecture", may_use: &[] },
    // It measures what a user gets: the facade, and what every worker has in common, a peer's too.
    Rule { package: "tidings-bench", may_use: &["tidings", "tidings-bench-measure", "tidings-broker"] },
    Rule { package: "tidings-bench-measure", may_use: &[] },
    Rule {
        package: "tidings",
        may_use: &[CORE, "tidings-macros", "tidings-local", "tidings-amqp", "tidings-stomp", "tidings-testing"],
    },
];

/// The packages that programs link; the suite of the conformance and the fixtures fail by panicking.
const SHIPPED: &[&str] = &["src", "core/src", "versions/src", "macros/src", "providers/", "testing/src"];

/// The providers.
const PROVIDERS: &[&str] = &["providers/local", "providers/amqp", "providers/stomp"];

fn workspace() -> Workspace {
    Workspace::read().expect("cargo and the file system answer")
}

/// The root file of each library, and its modules.
fn libraries(workspace: &Workspace) -> Vec<(String, Modules)> {
    let targets = workspace.packages.iter().flat_map(|package| &package.targets);
    let roots = targets.filter(|target| target.kind.iter().any(|kind| kind == "lib" || kind == "proc-macro"));
    let read = |root: &str| {
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        modules::build(root, &workspace.sources(folder)).expect("every library reads")
    };
    roots.map(|target| (target.path.clone(), read(&target.path))).collect()
}

/// The code that no test is.
fn code(workspace: &Workspace) -> Vec<Code> {
    let libraries = libraries(workspace);
    let part = |path: &str| libraries.iter().any(|(_, modules)| modules.files().contains(path));
    read(workspace.rust().filter(|source| part(&source.path)))
}

fn read<'a>(sources: impl Iterator<Item = &'a Source>) -> Vec<Code> {
    sources.map(|source| Code::of(source).expect("every file is Rust")).collect()
}

#[track_caller]
fn well(problems: &[String]) {
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn every_public_future_of_core_and_facade_says_what_becomes_of_it_when_it_is_dropped() {
    for folder in ["core/src", "src", "testing/src"] {
        well(&checks::cancellation(&workspace().sources(folder)));
    }
}

#[test]
fn each_module_of_core_uses_lower_layers_only() {
    let sources = workspace().sources("core/src");
    well(&checks::layers(LAYERS, &modules::build("core/src/lib.rs", &sources).expect("core reads")));
}

#[test]
fn no_files_of_a_crate_import_each_other_in_a_circle() {
    well(&libraries(&workspace()).iter().flat_map(|(_, modules)| checks::cycles(modules)).collect::<Vec<_>>());
}

#[test]
fn each_package_uses_only_what_its_rule_allows() {
    well(&checks::crates(RULES, &workspace().packages));
}

#[test]
fn the_facade_holds_no_logic() {
    well(&checks::facade(&workspace().sources("src")));
}

#[test]
fn files_are_small() {
    well(&checks::sizes(&code(&workspace()), 90, 300));
}

#[test]
fn test_files_are_no_larger_than_others() {
    let workspace = workspace();
    let files = workspace.rust().map(|source| Code::with_tests(source).expect("every file is Rust"));
    well(&checks::sizes(&files.collect::<Vec<_>>(), usize::MAX, 300));
}

#[test]
fn examples_are_short_and_say_how_to_run_them() {
    let mut examples = workspace().sources("examples");
    examples.retain(|example| example.path.matches('/').count() == 1);
    well(&checks::examples(&examples, 120));
    examples.retain(|example| example.path == "examples/hello.rs");
    assert_eq!(examples.len(), 1, "the first example is there");
    well(&checks::examples(&examples, 25));
}

#[test]
fn every_test_and_example_is_built() {
    let workspace = workspace();
    let sources = workspace.rust().cloned().collect::<Vec<_>>();
    let packages = [workspace.packages, workspace.others].concat();
    well(&checks::built(&packages, &sources));
}

#[test]
fn every_provider_has_the_same_files() {
    let workspace = workspace();
    well(&PROVIDERS.iter().flat_map(|provider| checks::provider_files(provider, &workspace.texts)).collect::<Vec<_>>());
}

#[test]
fn nothing_that_programs_link_panics_by_design() {
    let mut code = code(&workspace());
    code.retain(|code| SHIPPED.iter().any(|folder| code.path.starts_with(folder)));
    assert!(code.len() > 100, "the shipped code was found: {} files", code.len());
    well(&checks::panics(&code));
}

#[test]
fn the_text_names_no_place_of_one_machine() {
    let mut texts = workspace().texts;
    // It spells out what it looks for.
    texts.retain(|text| text.path != "tests/architecture/src/checks/places.rs");
    well(&checks::places(&texts));
}

#[test]
fn every_dependency_comes_from_crates_io() {
    let workspace = workspace();
    let locks = workspace.texts.iter().filter(|text| text.path.ends_with("Cargo.lock")).collect::<Vec<_>>();
    assert!(locks.iter().any(|lock| lock.path == "Cargo.lock"), "the lock file is committed");
    well(&locks.iter().flat_map(|lock| checks::lock(&lock.text)).collect::<Vec<_>>());
}
