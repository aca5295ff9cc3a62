use super::Publisher;
use crate::{
    container::{Inject, Need, Resolver},
    error::Result,
};

/// The manager hands it over.
impl Inject for Publisher {
    fn need() -> Need {
        Need::provided::<Self>()
    }

    fn inject(services: &Resolver) -> Result<Self> {
        Ok(services.require::<Self>()?.as_ref().clone())
    }
}
