use std::sync::Arc;

use crate::{
    container::{Inject, Need, Resolver, Service},
    error::Result,
    pipeline::{EnvelopePipeline, Link},
    subscription::Place,
};

/// A pipeline that an attribute registered: its name, its order and how it is made. A constant.
#[derive(Debug)]
pub struct PipelineEntry {
    name: &'static str,
    order: i32,
    place: Place,
    needs: fn() -> Vec<Need>,
    bind: fn(&Resolver) -> Result<Link>,
}

impl PipelineEntry {
    /// The pipeline `P`, which the container makes.
    pub const fn new<P: EnvelopePipeline + Service>(name: &'static str, order: i32, place: Place) -> Self {
        Self {
            name,
            order,
            place,
            needs: || vec![<Arc<P> as Inject>::need()],
            bind: |services| Ok(Link::new(<Arc<P> as Inject>::inject(services)?)),
        }
    }

    /// Its name, by which pipelines of one order are sorted.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its order: lower ones send first and handle last.
    pub fn order(&self) -> i32 {
        self.order
    }

    /// Where it is written.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The services that it needs.
    pub fn needs(&self) -> Vec<Need> {
        (self.needs)()
    }

    /// Makes it.
    pub(crate) fn bind(&self, services: &Resolver) -> Result<Link> {
        (self.bind)(services)
    }
}
