//! Which listeners and pipelines there are, and which of them a manager takes.

mod entry;
mod named;
mod pipeline;
mod selection;
mod table;

pub use entry::ListenerEntry;
pub use named::{Listener, Listeners, Pipeline, Pipelines};
pub use pipeline::PipelineEntry;
pub use selection::Selection;
pub use table::Registration;
