use std::collections::BTreeMap;

use crate::modules::Modules;

/// The modules of a crate lie in layers, the lowest first: each uses strictly lower ones only, so that two of one
/// layer never know each other.
pub fn layers(table: &[&[&str]], modules: &Modules) -> Vec<String> {
    let layer = table.iter().enumerate().flat_map(|(layer, names)| names.iter().map(move |name| (*name, layer)));
    let layer = layer.collect::<BTreeMap<_, _>>();
    let top = modules.top().collect::<Vec<_>>();
    let unknown = top.iter().filter(|name| !layer.contains_key(*name));
    let mut problems =
        unknown.map(|name| format!("`{name}` has no layer; give it one in the table")).collect::<Vec<_>>();
    let stale = layer.keys().filter(|name| !top.contains(name));
    problems.extend(stale.map(|name| format!("`{name}` has a layer and is no module; take it out of the table")));
    for found in modules.uses() {
        let (Some(from), Some(to)) = (layer.get(found.from_top.as_str()), layer.get(found.to_top.as_str())) else {
            continue;
        };
        if found.from_top != found.to_top && to >= from {
            problems.push(format!(
                "{}:{}: `{}` of layer {from} uses `{}` of layer {to}, as `{}`",
                found.from, found.line, found.from_top, found.to_top, found.path
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{modules, workspace::Source};

    const TABLE: &[&[&str]] = &[&["low", "beside"], &["high"]];

    fn problems(low: &str, high: &str) -> Vec<String> {
        let sources = [
            Source::new("src/lib.rs", "mod low; mod beside; mod high; pub use high::H;"),
            Source::new("src/low.rs", low),
            Source::new("src/beside.rs", "pub struct B;"),
            Source::new("src/high.rs", high),
        ];
        layers(TABLE, &modules::build("src/lib.rs", &sources).unwrap())
    }

    #[test]
    fn a_lower_layer_may_be_used() {
        assert!(problems("pub struct L;", "use crate::{beside::B, low::L}; pub struct H;").is_empty());
    }

    #[test]
    fn a_higher_layer_may_not_be_used_by_any_path() {
        let text = "src/low.rs:1: `low` of layer 0 uses `high` of layer 1, as ";
        assert_eq!(problems("use crate::high::H;", "pub struct H;"), [format!("{text}`crate::high::H`")]);
        assert_eq!(problems("fn a(_: super::high::H) {}", "pub struct H;"), [format!("{text}`super::high::H`")]);
        assert_eq!(problems("use crate::H;", "pub struct H;"), [format!("{text}`crate::H`")]);
    }

    #[test]
    fn siblings_never_know_each_other() {
        let text = "src/low.rs:1: `low` of layer 0 uses `beside` of layer 0, as `crate::beside::B`";
        assert_eq!(problems("use crate::beside::B;", "pub struct H;"), [text]);
    }

    #[test]
    fn every_module_has_a_layer_and_every_layer_its_modules() {
        let sources = [Source::new("src/lib.rs", "mod a {}"), Source::new("src/a.rs", "")];
        let found = layers(&[&["b"]], &modules::build("src/lib.rs", &sources).unwrap());
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
