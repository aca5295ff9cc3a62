use super::{ListenerEntry, PipelineEntry};

/// A listener type with an entry; implemented by `#[event_listener]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an annotated listener",
    note = "put `#[event_listener(..)]` on its definition, or hand over a value with `.listen(subscription, value)`"
)]
pub trait Listener {
    /// Its entry.
    fn entry() -> &'static ListenerEntry;
}

/// A pipeline type with an entry; implemented by `#[envelope_pipeline]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an annotated pipeline",
    note = "put `#[envelope_pipeline]` on its definition, or hand over a value with `.pipeline(name, order, value)`"
)]
pub trait Pipeline {
    /// Its entry.
    fn entry() -> &'static PipelineEntry;
}

/// A tuple of listener types.
pub trait Listeners {
    /// Their entries.
    fn entries() -> Vec<&'static ListenerEntry>;
}

/// A tuple of pipeline types.
pub trait Pipelines {
    /// Their entries.
    fn entries() -> Vec<&'static PipelineEntry>;
}

macro_rules! tuples {
    ($(($($name:ident)*))*) => {$(
        impl<$($name: Listener),*> Listeners for ($($name,)*) {
            fn entries() -> Vec<&'static ListenerEntry> {
                vec![$($name::entry()),*]
            }
        }

        impl<$($name: Pipeline),*> Pipelines for ($($name,)*) {
            fn entries() -> Vec<&'static PipelineEntry> {
                vec![$($name::entry()),*]
            }
        }
    )*};
}

tuples! {
    () (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H) (A B C D E F G H I)
    (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L)
}
