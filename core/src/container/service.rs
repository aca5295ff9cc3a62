use super::{
    need::{Make, Need},
    recipe::Recipe,
};

/// A type that the container can hand out: constructed by its recipe, or handed over by the application.
///
/// `#[injectable]` and `#[provided]` implement it. `dyn Trait` is a service too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a service, so nothing could inject it",
    label = "not a service",
    note = "put `#[injectable]` on `{Self}` to let the container construct it,",
    note = "or `#[provided]` if the application hands it over with `builder.provide(..)`,",
    note = "or, for a type of another crate, take `Provided<{Self}>` instead of `Arc<{Self}>`"
)]
pub trait Service: Send + Sync + 'static {
    /// Height in the graph of services, 1 + [`height`] of what it needs: in a cycle it cannot be computed, so a cycle
    /// does not compile (E0391). A hand-written 0 leaves finding cycles to [`Container::wire`](super::Container::wire).
    #[doc(hidden)]
    const SERVICES_MUST_NOT_NEED_EACH_OTHER: usize = 0;

    /// How to construct it; `None`, the default, if it can only be handed over.
    fn recipe() -> Option<&'static Recipe<Self>> {
        None
    }
}

impl Need {
    /// The need of the service `T`.
    pub fn of<T: Service + ?Sized>() -> Self {
        Self::provided::<T>().with_recipe(T::recipe().map(|recipe| recipe as &dyn Make))
    }
}

/// The height of a service above those that it needs.
#[doc(hidden)]
pub const fn height<const N: usize>(needs: [usize; N]) -> usize {
    let (mut highest, mut at) = (0, 0);
    while at < N {
        if needs[at] > highest {
            highest = needs[at];
        }
        at += 1;
    }
    highest + 1
}
