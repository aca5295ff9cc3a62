use std::{future::Future, pin::Pin, time::Duration};

use tidings_core::{error::BoxError, provider::Capabilities};
use tokio::time::timeout;

use crate::{Broken, Fixture, Need, Outcome, Scene};

/// A guarantee, and the code that finds out whether a provider keeps it.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Behaviour {
    /// The file that it is in.
    pub theme: &'static str,
    /// The guarantee.
    pub name: &'static str,
    /// What it takes for granted.
    pub needs: &'static [Need],
    run: Run,
}

/// Shows a behaviour on a scene.
pub type Run = for<'a> fn(&'a Scene<'a>) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// What became of a behaviour.
#[derive(Debug)]
#[non_exhaustive]
pub enum Verdict {
    /// The provider keeps the guarantee.
    Kept,
    /// It does not apply, and why.
    Skipped(&'static str),
    /// The provider does not keep it, and how that showed.
    Broken(Broken),
}

impl Behaviour {
    /// A behaviour of these parts.
    pub const fn new(theme: &'static str, name: &'static str, needs: &'static [Need], run: Run) -> Self {
        Self { theme, name, needs, run }
    }

    /// Why it does not apply to a provider; `None` if it does.
    pub fn skipped(&self, can: &Capabilities, fixture: &dyn Fixture) -> Option<&'static str> {
        self.needs.iter().find_map(|need| need.missing(can, fixture))
    }

    /// Finds out whether a provider keeps the guarantee; bounded by eight times the fixture's patience.
    ///
    /// # Errors
    /// There is no provider to judge.
    pub async fn judge(&self, fixture: &dyn Fixture) -> Result<Verdict, BoxError> {
        let can = fixture.provider().await?.capabilities();
        if let Some(reason) = self.skipped(&can, fixture) {
            return Ok(Verdict::Skipped(reason));
        }
        let limit: Duration = fixture.patience() * 8;
        let scene = Scene::new(fixture, can);
        let shown = timeout(limit, (self.run)(&scene)).await;
        scene.end().await;
        Ok(match shown {
            Ok(Ok(())) => Verdict::Kept,
            Ok(Err(broken)) => Verdict::Broken(broken.during(scene.reports())),
            Err(_) => Verdict::Broken(Broken::new(format!("did not end within {limit:?}")).during(scene.reports())),
        })
    }
}
