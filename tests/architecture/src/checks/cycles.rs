use crate::{graph, graph::Graph, modules::Modules};

/// The files of a crate never import each other in a circle.
pub fn cycles(modules: &Modules) -> Vec<String> {
    let uses = modules.uses();
    let mut graph = Graph::new();
    for found in &uses {
        graph.entry(&found.from).or_default().insert(&found.to);
    }
    let shown = graph::cycles(&graph).into_iter().map(|cycle| {
        let steps = cycle.windows(2).map(|step| {
            let found = uses.iter().find(|found| found.from == step[0] && found.to == step[1]);
            let (line, path) = found.map_or((0, ""), |found| (found.line, found.path.as_str()));
            format!("\n    {}:{line} uses {} as `{path}`", step[0], step[1])
        });
        format!("a circle of imports:{}", steps.collect::<String>())
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{modules, workspace::Source};

    fn problems(a: &str, b: &str) -> Vec<String> {
        let sources = [
            Source::new("src/lib.rs", "mod a; mod b;"),
            Source::new("src/a.rs", a),
            Source::new("src/b/mod.rs", b),
            Source::new("src/b/c.rs", "use super::B; pub struct C;"),
        ];
        cycles(&modules::build("src/lib.rs", &sources).unwrap())
    }

    #[test]
    fn files_that_use_each_other_one_way_are_well() {
        assert!(problems("use crate::b::B;", "mod c; pub use c::C; pub struct B;").is_empty());
    }

    #[test]
    fn two_files_that_use_each_other_are_shown_with_their_lines() {
        let found = problems("use crate::b::B;\npub struct A;", "mod c;\nuse crate::a::A;\npub struct B;");
        let text = "a circle of imports:\n    src/a.rs:1 uses src/b/mod.rs as `crate::b::B`\n    src/b/mod.rs:2 uses \
                    src/a.rs as `crate::a::A`";
        assert_eq!(found, [text]);
    }

    #[test]
    fn a_folder_and_its_file_that_use_each_other_are_a_circle() {
        assert_eq!(problems("", "mod c; use c::C; pub struct B;").len(), 1);
    }
}
