use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{Expr, ExprLit, Item, ItemMod, Lit, Visibility};

use super::{Import, Module, Modules, paths, uses};
use crate::{code::Code, workspace::Source};

/// Reads the modules of the crate whose root file is `root`, such as `core/src/lib.rs`.
///
/// # Errors
/// That a file is missing or no Rust, with its path.
pub fn build(root: &str, sources: &[Source]) -> Result<Modules, String> {
    let sources = sources.iter().map(|source| (source.path.as_str(), source)).collect();
    let mut builder = Builder { sources, modules: Vec::new() };
    builder.file(root, folder_of(root), Vec::new(), 0)?;
    Ok(Modules { modules: builder.modules })
}

struct Builder<'a> {
    sources: BTreeMap<&'a str, &'a Source>,
    modules: Vec<Module>,
}

impl Builder<'_> {
    /// Adds the module that is the file `path`, whose children lie in `folder`.
    fn file(&mut self, path: &str, folder: &str, name: Vec<String>, parent: usize) -> Result<usize, String> {
        let source = self.sources.get(path).ok_or_else(|| format!("{path}: there is no such file"))?;
        let code = Code::of(source)?;
        let file = syn::parse2::<syn::File>(code.tokens).map_err(|error| format!("{path}: {error}"))?;
        self.module(path, folder, name, parent, file.items)
    }

    fn module(
        &mut self,
        path: &str,
        folder: &str,
        name: Vec<String>,
        parent: usize,
        items: Vec<Item>,
    ) -> Result<usize, String> {
        let at = self.modules.len();
        self.modules.push(Module { file: path.to_owned(), name, parent, ..Module::default() });
        let (modules, items) = items.into_iter().partition::<Vec<_>, _>(|item| matches!(item, Item::Mod(_)));
        for module in modules {
            if let Item::Mod(module) = module {
                self.child(at, folder, module)?;
            }
        }
        for item in items {
            self.item(at, item);
        }
        Ok(at)
    }

    fn child(&mut self, parent: usize, folder: &str, module: ItemMod) -> Result<(), String> {
        let child = module.ident.to_string();
        let mut folder = format!("{folder}/{child}");
        let mut name = self.modules[parent].name.clone();
        name.push(child.clone());
        let at = if let Some((_, items)) = module.content {
            let path = self.modules[parent].file.clone();
            self.module(&path, &folder, name, parent, items)?
        } else {
            let mut file = format!("{folder}.rs");
            if let Some(path) = elsewhere(&module) {
                file = beside(&self.modules[parent].file, &path);
                folder = folder_of(&file).to_owned();
            } else if !self.sources.contains_key(file.as_str()) {
                file = format!("{folder}/mod.rs");
            }
            self.file(&file, &folder, name, parent)?
        };
        self.modules[parent].children.insert(child, at);
        Ok(())
    }

    fn item(&mut self, at: usize, item: Item) {
        let module = &mut self.modules[at];
        if let Item::Use(import) = item {
            let exported = !matches!(import.vis, Visibility::Inherited);
            let found = uses::flatten(&import.tree);
            module.imports.extend(found.into_iter().map(|(name, path)| Import { name, path, exported }));
            return;
        }
        module.items.extend(name(&item));
        let children = &module.children;
        paths::gather(item.to_token_stream(), children, &mut module.paths, &mut module.words);
    }
}

/// What the attribute `path` of a module says.
fn elsewhere(module: &ItemMod) -> Option<String> {
    let values = module.attrs.iter().filter_map(|attribute| attribute.meta.require_name_value().ok());
    let mut paths = values.filter(|value| value.path.is_ident("path"));
    match &paths.next()?.value {
        Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) => Some(path.value()),
        _ => None,
    }
}

/// A path that is relative to the folder of a file.
fn beside(file: &str, path: &str) -> String {
    let mut parts = folder_of(file).split('/').collect::<Vec<_>>();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
