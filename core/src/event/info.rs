use std::{
    any::{TypeId, type_name},
    borrow::Cow,
    fmt,
};

use super::Slot;
use crate::names::{NameError, NameUse, check_name};

/// What is known of an event type: its name, address, version and durability.
#[non_exhaustive]
pub struct EventInfo {
    name: Cow<'static, str>,
    address: Option<Cow<'static, str>>,
    version: u32,
    durable: bool,
    keyed: bool,
    type_id: Option<fn() -> TypeId>,
    type_name: Option<fn() -> &'static str>,
    slot: Slot,
}

impl EventInfo {
    /// The event `E` under this name: version 1, not durable, its address the name.
    pub const fn new<E: 'static>(name: &'static str) -> Self {
        Self::untyped(Cow::Borrowed(name), Some(TypeId::of::<E>), Some(type_name::<E>))
    }

    /// An event known by its name only.
    pub fn external(name: impl Into<Cow<'static, str>>) -> Self {
        Self::untyped(name.into(), None, None)
    }

    const fn untyped(
        name: Cow<'static, str>,
        type_id: Option<fn() -> TypeId>,
        type_name: Option<fn() -> &'static str>,
    ) -> Self {
        Self { name, address: None, version: 1, durable: false, keyed: false, type_id, type_name, slot: Slot::new() }
    }

    /// Where it goes on a broker, if not to its name.
    #[must_use]
    pub const fn with_address(mut self, address: &'static str) -> Self {
        // Written so that nothing is dropped in a constant.
        let old = self.address.replace(Cow::Borrowed(address));
        std::mem::forget(old);
        self
    }

    /// The version of its body; a listener of an older version retries what it cannot decode.
    #[must_use]
    pub const fn with_version(mut self, version: u32) -> Self {
        self.version = version;
        self
    }

    /// Kept by the broker until every listener's queue has settled it.
    #[must_use]
    pub const fn durable(mut self) -> Self {
        self.durable = true;
        self
    }

    /// Its instances have keys.
    #[must_use]
    pub const fn keyed(mut self) -> Self {
        self.keyed = true;
        self
    }

    /// The event's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it goes on a broker.
    pub fn address(&self) -> &str {
        self.address.as_deref().unwrap_or(&self.name)
    }

    /// The version of its body.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Whether the broker keeps it.
    pub fn is_durable(&self) -> bool {
        self.durable
    }

    /// Whether its instances have keys.
    pub fn is_keyed(&self) -> bool {
        self.keyed
    }

    /// The Rust type, unless it is known by its name only.
    pub fn type_id(&self) -> Option<TypeId> {
        self.type_id.map(|of| of())
    }

    /// The path of the Rust type, or the name.
    pub fn type_name(&self) -> &str {
        self.type_name.map_or(self.name(), |of| of())
    }

    /// The number of this event type in the process.
    #[doc(hidden)]
    pub fn slot(&self) -> &Slot {
        &self.slot
    }

    /// Checks name and address.
    ///
    /// # Errors
    /// The name that a broker would misread, and why.
    pub fn check(&self) -> Result<(), (&str, NameError)> {
        check_name(self.name(), NameUse::Name).map_err(|error| (self.name(), error))?;
        check_name(self.address(), NameUse::Address).map_err(|error| (self.address(), error))
    }
}

impl fmt::Debug for EventInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventInfo")
            .field("name", &self.name)
            .field("address", &self.address())
            .field("version", &self.version)
            .field("durable", &self.durable)
            .field("type", &self.type_name())
            .finish_non_exhaustive()
    }
}
