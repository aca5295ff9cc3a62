//! Which listeners and pipelines there are, and which of them a manager takes.

mod constant;
mod entry;
mod gate;
mod named;
mod outcome;
mod parameter;
mod pipeline;
mod selection;
mod submit;
mod table;

#[doc(hidden)]
pub use constant::{valid_address, valid_name};
pub use entry::ListenerEntry;
#[doc(hidden)]
pub use gate::{If, is_borrowed_parameter, is_event, is_parameter};
pub use named::{Listener, Listeners, Pipeline, Pipelines};
#[doc(hidden)]
pub use outcome::Outcome;
#[doc(hidden)]
pub use parameter::{BorrowedParameter, Parameter, needs};
pub use pipeline::PipelineEntry;
pub use selection::Selection;
pub use table::Registration;
