//! An event manager for Rust services.

/// What a program that sends and listens needs: `use tidings::prelude::*;`.
pub mod prelude {
    pub use std::sync::Arc;

    pub use tidings_core::{
        container::Provided,
        delivery::{Delivery, ExternalEvent, Received},
        envelope::Envelope,
        error::{Failure, Result, ResultExt},
        event::Event,
        listener::{BlockingListener, EventListener},
        pipeline::{EnvelopePipeline, HandleNext, SendNext},
        sending::Publisher,
        subscription::{ListenerInfo, Subscription},
    };
    pub use tidings_macros::{envelope_pipeline, event, event_listener, injectable, provided};
}
pub use tidings_core::{
    BuildError, Error, ErrorKind, Failure, Problem, ProblemKind, Result, ResultExt, SendError, codec, container,
    delivery, envelope, error, headers, id, listener, names, pipeline, policy, registration, runtime, sending,
    subscription, timestamp,
};
pub use tidings_macros::{envelope_pipeline, event, event_listener, injectable, provided};

/// What the macros' code uses; no part of the API.
#[doc(hidden)]
pub mod __private {
    pub use serde;
    pub use tidings_core::{
        __submit as submit,
        codec::{Json, Refused},
        container::{Constructed, Inject, Recipe, Service, height},
        delivery::Delivery,
        error::Result,
        event::{Event, EventInfo, EventKey},
        listener::{BlockingListener, EventListener},
        policy::{Backoff, Retry},
        registration::{
            BorrowedParameter, Listener, ListenerEntry, Outcome, Parameter, Pipeline, PipelineEntry, Registration,
            needs, valid_address, valid_name,
        },
        subscription::{ListenerInfo, Place},
    };
}
