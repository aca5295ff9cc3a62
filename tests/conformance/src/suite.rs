use std::{
    fmt,
    future::Future,
    io::Write,
    pin::pin,
    sync::atomic::{AtomicBool, Ordering},
};

use tidings_core::error::BoxError;

use crate::{BEHAVIOURS, Behaviour, Fixture, Verdict};

/// Makes a test of every behaviour, and one that counts them; the expression makes a [`Fixture`](crate::Fixture), and
/// may `.await`.
///
/// One suite per test binary: the names of its events are those of the process.
#[macro_export]
macro_rules! suite {
    ($fixture:expr) => {
        mod conformance {
            #[allow(unused_imports)]
            use super::*;

            async fn fixture() -> impl $crate::Fixture {
                $fixture
            }

            $crate::__behaviours!($crate::__tests);

            /// Prints how many behaviours apply, and why the others do not; fails if none does.
            #[test]
            fn summary() {
                if let Err(why) = $crate::summary(module_path!(), fixture()) {
                    panic!("{why}");
                }
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tests {
    ([] $($theme:ident { $($name:ident [$($need:ident),*];)* })*) => {$(
        mod $theme {
            $(
                #[test]
                fn $name() {
                    if let Err(why) = $crate::check(concat!(stringify!($theme), "::", stringify!($name)), super::fixture()) {
                        panic!("{why}");
                    }
                }
            )*
        }
    )*};
}

/// Judges one behaviour, `theme::name`, on a runtime of its own; a skip is printed with its reason.
///
/// # Errors
/// How the provider breaks the guarantee, or, once per process, why there is none to judge.
pub fn check<F: Fixture>(name: &str, fixture: impl Future<Output = F>) -> Result<(), BoxError> {
    let behaviour = find(name).ok_or_else(|| format!("there is no behaviour {name}"))?;
    on_a_runtime(async {
        let fixture = pin!(fixture).await;
        let verdict = match behaviour.judge(&fixture).await {
            Ok(verdict) => verdict,
            Err(missing) => return absent(name, missing),
        };
        match verdict {
            Verdict::Kept => Ok(()),
            Verdict::Skipped(reason) => {
                say(format_args!("skipped {name}: {reason}"));
                Ok(())
            }
            Verdict::Broken(broken) => Err(broken.to_string().into()),
        }
    })
}

/// Prints how many behaviours apply to a provider, and why the others do not.
///
/// # Errors
/// If none applies: a suite that proves nothing must not pass.
pub fn summary<F: Fixture>(what: &str, fixture: impl Future<Output = F>) -> Result<(), BoxError> {
    on_a_runtime(async {
        let fixture = pin!(fixture).await;
        let counts = match counts(&fixture).await {
            Ok(counts) => counts,
            Err(missing) => return absent("summary", missing),
        };
        say(format_args!("{what}: {counts}"));
        counts.prove_something()
    })
}

/// How many behaviours apply to a provider.
///
/// # Errors
/// There is no provider to judge.
pub async fn counts(fixture: &dyn Fixture) -> Result<Counts, BoxError> {
    let can = fixture.provider().await?.capabilities();
    let mut counts = Counts::default();
    for behaviour in BEHAVIOURS {
        match behaviour.skipped(&can, fixture) {
            None => counts.applied += 1,
            Some(reason) => match counts.skipped.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, count)) => *count += 1,
                None => counts.skipped.push((reason, 1)),
            },
        }
    }
    Ok(counts)
}

/// How many behaviours apply to a provider, and why the others do not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// How many apply.
    pub applied: usize,
    /// How many do not, by reason.
    pub skipped: Vec<(&'static str, usize)>,
}

impl Counts {
    fn prove_something(&self) -> Result<(), BoxError> {
        if self.applied == 0 { Err("no behaviour applies to this provider".into()) } else { Ok(()) }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let skipped: usize = self.skipped.iter().map(|(_, count)| count).sum();
        write!(f, "{} behaviours apply, {skipped} do not", self.applied)?;
        self.skipped.iter().try_for_each(|(reason, count)| write!(f, "\n  {count} since {reason}"))
    }
}

/// The behaviour of this name, `theme::name`.
pub fn find(name: &str) -> Option<&'static Behaviour> {
    let (theme, name) = name.split_once("::")?;
    BEHAVIOURS.iter().find(|behaviour| behaviour.theme == theme && behaviour.name == name)
}

/// A missing broker is one failed test, whose message would be lost among a hundred others.
fn absent(name: &str, missing: BoxError) -> Result<(), BoxError> {
    static TOLD: AtomicBool = AtomicBool::new(false);
    if TOLD.swap(true, Ordering::Relaxed) {
        say(format_args!("not judged {name}: there is no provider, as another test says"));
        return Ok(());
    }
    Err(missing)
}

fn on_a_runtime(work: impl Future<Output = Result<(), BoxError>>) -> Result<(), BoxError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(work)
}

/// Past the test runner, which shows nothing of a test that passes.
fn say(what: fmt::Arguments<'_>) {
    // In one piece, since tests run side by side; if it fails, nobody reads it.
    drop(std::io::stderr().write_all(format!("conformance: {what}\n").as_bytes()));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_suite_of_which_nothing_applies_fails() {
        assert!(Counts::default().prove_something().is_err());
        assert!(Counts { applied: 1, skipped: Vec::new() }.prove_something().is_ok());
    }

    #[test]
    fn every_behaviour_is_found_by_its_name_and_there_are_many() {
        let names: BTreeSet<_> = BEHAVIOURS.iter().map(|behaviour| (behaviour.theme, behaviour.name)).collect();
        assert_eq!(names.len(), BEHAVIOURS.len(), "a name is there twice");
        assert!(names.iter().all(|(theme, name)| find(&format!("{theme}::{name}")).is_some()));
        assert!(names.len() >= 60);
    }
}
