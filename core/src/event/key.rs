use std::{borrow::Cow, sync::Arc};

use uuid::Uuid;

/// A field that can be the key of an event: `#[event(key = customer)]`.
///
/// Equal values must give equal texts, in every process and version of the program.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` cannot be the key of an event",
    label = "not a key",
    note = "keys are texts, whole numbers, `bool`, `char` and `Uuid`, an `Option` of these, and references to them",
    note = "name a field within it, as in `key = customer.id`, or implement `EventKey` for `{Self}`"
)]
pub trait EventKey {
    /// The key; `None` for an event that has none.
    fn event_key(&self) -> Option<Cow<'_, str>>;
}

impl EventKey for str {
    #[inline]
    fn event_key(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl EventKey for String {
    #[inline]
    fn event_key(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl<K: EventKey> EventKey for Option<K> {
    #[inline]
    fn event_key(&self) -> Option<Cow<'_, str>> {
        self.as_ref().and_then(K::event_key)
    }
}

impl<K: EventKey + ToOwned + ?Sized> EventKey for Cow<'_, K> {
    #[inline]
    fn event_key(&self) -> Option<Cow<'_, str>> {
        (**self).event_key()
    }
}

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<K: EventKey + ?Sized> EventKey for $pointer {
            #[inline]
            fn event_key(&self) -> Option<Cow<'_, str>> {
                (**self).event_key()
            }
        }
    )*};
}

pointers!(&K Box<K> Arc<K>);

macro_rules! displayed {
    ($($value:ty)*) => {$(
        impl EventKey for $value {
            fn event_key(&self) -> Option<Cow<'_, str>> {
                Some(Cow::Owned(self.to_string()))
            }
        }
    )*};
}

displayed!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize bool char Uuid);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_give_equal_texts_whatever_holds_them() {
        let name = "ada".to_owned();
        for key in [
            "ada".event_key(),
            name.event_key(),
            Some(&name).event_key(),
            Cow::Borrowed("ada").event_key(),
            Arc::<str>::from("ada").event_key(),
            Box::<str>::from("ada").event_key(),
        ] {
            assert_eq!(key.as_deref(), Some("ada"));
        }
        assert_eq!((7_u64).event_key(), (7_i8).event_key());
        assert_eq!(None::<u32>.event_key(), None);
        assert_eq!(Uuid::nil().event_key().as_deref(), Some("00000000-0000-0000-0000-000000000000"));
    }
}
