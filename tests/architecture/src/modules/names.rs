use super::Modules;

/// Re-exports of re-exports are followed this far.
const DEPTH: usize = 16;

impl Modules {
    /// The module that defines what `segments` names in module `at`, or that is named itself; `None` if that lies in
    /// another crate.
    pub(super) fn target(&self, at: usize, segments: &[String]) -> Option<usize> {
        self.follow(at, segments, DEPTH).map(|(module, _)| module)
    }

    /// The module, and whether the path ends at the module itself and not at an item of it.
    fn follow(&self, at: usize, segments: &[String], depth: usize) -> Option<(usize, bool)> {
        let (first, mut rest) = segments.split_first()?;
        let (mut module, mut is_module) = match first.as_str() {
            "crate" => (0, true),
            "self" => (at, true),
            "super" => (self.modules[at].parent, true),
            name => self.look_up(at, name, depth)?,
        };
        while let Some((name, after)) = rest.split_first() {
            if !is_module {
                break;
            }
            (module, is_module) = match name.as_str() {
                "super" => (self.modules[module].parent, true),
                name => self.look_up(module, name, depth)?,
            };
            rest = after;
        }
        Some((module, is_module))
    }

    /// What `name` means in module `at`.
    fn look_up(&self, at: usize, name: &str, depth: usize) -> Option<(usize, bool)> {
        let depth = depth.checked_sub(1)?;
        let module = &self.modules[at];
        if let Some(child) = module.children.get(name) {
            return Some((*child, true));
        }
        if module.items.contains(name) {
            return Some((at, false));
        }
        let named = module.imports.iter().find(|import| import.name == name);
        if let Some(import) = named {
            return self.follow(at, &import.path.segments, depth);
        }
        module.imports.iter().filter(|import| import.name == "*").find_map(|import| {
            let (globbed, _) = self.follow(at, &import.path.segments, depth)?;
            (globbed != at).then(|| self.look_up(globbed, name, depth)).flatten()
        })
    }
}
