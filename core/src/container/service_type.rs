use std::{
    any::{TypeId, type_name},
    fmt,
    hash::{Hash, Hasher},
};

/// The identity of a service: its type, with the name that messages show.
#[derive(Clone, Copy)]
pub struct ServiceType {
    id: TypeId,
    name: &'static str,
}

impl ServiceType {
    /// The identity of `T`, which may be a `dyn Trait`.
    pub fn of<T: ?Sized + 'static>() -> Self {
        Self { id: TypeId::of::<T>(), name: type_name::<T>() }
    }

    /// The type's full path, for messages only.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

// By id alone: two types may print the same name.
impl PartialEq for ServiceType {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for ServiceType {}

impl Hash for ServiceType {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl fmt::Display for ServiceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for ServiceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
