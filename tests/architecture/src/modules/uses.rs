use syn::{UseTree, spanned::Spanned};

use super::Spelled;

/// The names that a `use` brings in, each with its path; `*` for all of a module.
pub(super) fn flatten(tree: &UseTree) -> Vec<(String, Spelled)> {
    let mut found = Vec::new();
    walk(tree, &[], &mut found);
    found
}

fn walk(tree: &UseTree, before: &[String], found: &mut Vec<(String, Spelled)>) {
    let line = tree.span().start().line;
    let with = |name: &dyn ToString| {
        let mut path = before.to_vec();
        path.push(name.to_string());
        path
    };
    match tree {
        UseTree::Path(path) => walk(&path.tree, &with(&path.ident), found),
        UseTree::Group(group) => group.items.iter().for_each(|tree| walk(tree, before, found)),
        UseTree::Glob(_) => found.push(("*".to_owned(), Spelled { segments: before.to_vec(), line })),
        UseTree::Name(name) => found.push(import(name.ident.to_string(), with(&name.ident), line)),
        UseTree::Rename(rename) => found.push(import(rename.rename.to_string(), with(&rename.ident), line)),
    }
}

/// `use a::{self}` brings in `a`.
fn import(name: String, mut path: Vec<String>, line: usize) -> (String, Spelled) {
    let of_itself = path.len() > 1 && path.last().is_some_and(|last| last == "self");
    if of_itself {
        path.pop();
    }
    let name = match path.last() {
        Some(last) if of_itself && name == "self" => last.clone(),
        _ => name,
    };
    (name, Spelled { segments: path, line })
}
