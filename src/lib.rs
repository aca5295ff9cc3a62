#![doc = include_str!("../README.md")]

/// What a program that sends and listens needs: `use tidings::prelude::*;`.
pub mod prelude {
    pub use std::sync::Arc;

    #[cfg(feature = "amqp")]
    pub use tidings_amqp::Amqp;
    pub use tidings_core::{
        Error, Failure, Result, ResultExt,
        container::{Lifecycle, Provided},
        delivery::{Delivery, ExternalEvent, Received},
        envelope::Envelope,
        event::Event,
        listener::{BlockingListener, EventListener},
        manager::EventManager,
        pipeline::{EnvelopePipeline, HandleNext, SendNext},
        sending::Publisher,
        subscription::{ListenerInfo, Subscription},
    };
    #[cfg(feature = "local")]
    pub use tidings_local::Local;
    pub use tidings_macros::{envelope_pipeline, event, event_listener, injectable, provided};
    #[cfg(feature = "stomp")]
    pub use tidings_stomp::{Dialect, Stomp};
}

#[cfg(feature = "amqp")]
pub use tidings_amqp::{Amqp, Pem, Tls};
#[cfg(feature = "signal")]
pub use tidings_core::signal;
pub use tidings_core::{
    BuildError, Error, ErrorKind, Failure, Problem, ProblemKind, Result, ResultExt, SendError, codec, container,
    delivery,
    dispatch::Report,
    envelope, error, event, headers, id, ledger, listener, manager,
    manager::EventManager,
    names, pipeline, policy,
    provider::{Health, Limits, QueueNaming, Split, Unroutable},
    registration, runtime, sending,
    sending::{Publisher, spawn},
    subscription, timestamp,
};
#[cfg(feature = "local")]
pub use tidings_local::Local;
pub use tidings_macros::{envelope_pipeline, event, event_listener, injectable, provided};
#[cfg(feature = "stomp")]
pub use tidings_stomp::{Dialect, Stomp};
// The same types, under whichever of the two features.
#[cfg(all(feature = "stomp", not(feature = "amqp")))]
pub use tidings_stomp::{Pem, Tls};

/// Doubles for tests: a harness that runs a whole program on a clock of its own, a provider that does what a script says,
/// and a listener that remembers.
#[cfg(feature = "testing")]
pub mod testing {
    pub use tidings_core::testing::*;
    pub use tidings_testing::*;
}

// The seam is unstable until three very different providers have used it.
#[doc(hidden)]
pub use tidings_core::provider;

/// Makes a test that the wiring is complete: that the builder's `build()` finds no problem. It prints what it finds.
///
/// ```
/// fn app() -> tidings::manager::Builder {
///     tidings::EventManager::builder()
/// }
///
/// tidings::wiring_test!(app());
/// tidings::wiring_test!(on_the_second_server, app().server_name("orders-2"));
/// ```
#[macro_export]
macro_rules! wiring_test {
    ($(#[$attribute:meta])* $name:ident, $builder:expr $(,)?) => {
        #[test]
        $(#[$attribute])*
        fn $name() {
            if let ::core::result::Result::Err(problems) = $builder.build() {
                ::core::panic!("{problems}");
            }
        }
    };
    ($builder:expr $(,)?) => {
        $crate::wiring_test!(the_wiring_is_complete, $builder);
    };
}

/// What the macros' code uses; no part of the API.
#[doc(hidden)]
pub mod __private {
    pub use serde;
    pub use tidings_core::{
        __submit as submit, Result,
        codec::{Json, Refused},
        container::{Constructed, Inject, Recipe, Service, height},
        delivery::Delivery,
        event::{Event, EventInfo, EventKey},
        listener::{BlockingListener, EventListener},
        policy::{Backoff, Retry},
        registration::{
            BorrowedParameter, If, Listener, ListenerEntry, Outcome, Parameter, Pipeline, PipelineEntry, Registration,
            is_borrowed_parameter, is_event, is_parameter, needs, valid_address, valid_name,
        },
        subscription::{ListenerInfo, Place},
    };
}
