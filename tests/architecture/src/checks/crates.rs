use crate::workspace::Package;

/// What a package may depend on among our own.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'a> {
    /// The package.
    pub package: &'a str,
    /// What it may use; the others are refused.
    pub may_use: &'a [&'a str],
}

/// Packages depend on ours only as the rules say; what only their tests use is free.
pub fn crates(rules: &[Rule<'_>], packages: &[Package]) -> Vec<String> {
    let mut problems = Vec::new();
    for rule in rules {
        let Some(package) = packages.iter().find(|package| package.name == rule.package) else {
            problems.push(format!("there is no package `{}`; take its rule out", rule.package));
            continue;
        };
        let normal = package.dependencies.iter().filter(|dependency| dependency.kind.as_deref() != Some("dev"));
        let ours = normal.filter(|dependency| packages.iter().any(|package| package.name == dependency.name));
        let refused = ours.filter(|dependency| !rule.may_use.contains(&dependency.name.as_str()));
        problems.extend(refused.map(|dependency| format!("`{}` may not use `{}`", rule.package, dependency.name)));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;

    const RULE: Rule<'_> = Rule { package: "wire", may_use: &["core"] };

    fn package(name: &str, uses: &[(&str, Option<&str>)]) -> Package {
        let dependencies =
            uses.iter().map(|(name, kind)| Dependency { name: (*name).into(), kind: kind.map(Into::into) });
        Package {
            name: name.into(),
            folder: String::new(),
            dependencies: dependencies.collect(),
            targets: Vec::new(),
            features: Default::default(),
        }
    }

    fn problems(uses: &[(&str, Option<&str>)]) -> Vec<String> {
        crates(&[RULE], &[package("core", &[]), package("macros", &[]), package("wire", uses)])
    }

    #[test]
    fn what_the_rule_allows_and_what_is_not_ours_is_well() {
        assert!(problems(&[("core", None), ("tokio", None)]).is_empty());
    }

    #[test]
    fn another_of_ours_is_refused_but_in_tests() {
        assert_eq!(problems(&[("macros", None)]), ["`wire` may not use `macros`"]);
        assert_eq!(problems(&[("macros", Some("build"))]), ["`wire` may not use `macros`"]);
        assert!(problems(&[("macros", Some("dev"))]).is_empty());
    }

    #[test]
    fn a_rule_for_nobody_is_a_problem() {
        assert_eq!(crates(&[RULE], &[]).len(), 1);
    }
}
