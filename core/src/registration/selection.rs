use std::collections::HashSet;

use super::{ListenerEntry, PipelineEntry, table};
use crate::subscription::ListenerInfo;

/// Which of the annotated listeners and pipelines a manager takes: all that are linked, some, or exactly these.
#[derive(Default)]
pub struct Selection {
    listeners: Option<Vec<&'static ListenerEntry>>,
    pipelines: Option<Vec<&'static PipelineEntry>>,
    filters: Vec<Filter>,
}

type Filter = Box<dyn Fn(&ListenerInfo) -> bool + Send + Sync>;

impl Selection {
    /// Exactly these listeners; the registry is not asked, neither for pipelines.
    pub fn exactly(&mut self, listeners: Vec<&'static ListenerEntry>) {
        self.listeners.get_or_insert_default().extend(listeners);
        self.pipelines.get_or_insert_default();
    }

    /// Exactly these pipelines.
    pub fn exactly_pipelines(&mut self, pipelines: Vec<&'static PipelineEntry>) {
        self.pipelines.get_or_insert_default().extend(pipelines);
    }

    /// Of the linked listeners those that match; several filters must all match.
    pub fn only(&mut self, filter: impl Fn(&ListenerInfo) -> bool + Send + Sync + 'static) {
        self.filters.push(Box::new(filter));
    }

    /// The listeners chosen, by place and name.
    pub fn listeners(&self) -> Vec<&'static ListenerEntry> {
        let mut chosen = self.listeners.clone().unwrap_or_else(table::listeners);
        chosen.retain(|entry| self.filters.iter().all(|filter| filter(entry.info())));
        // The same type named twice is one listener.
        let mut seen: HashSet<*const ListenerEntry> = HashSet::new();
        chosen.retain(|entry| seen.insert(std::ptr::from_ref(*entry)));
        chosen
    }

    /// The pipelines chosen, in no particular order.
    pub fn pipelines(&self) -> Vec<&'static PipelineEntry> {
        self.pipelines.clone().unwrap_or_else(table::pipelines)
    }
}
