//! The container makes structs by their fields, and anything by a constructor.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms, future_incompatible)]
use std::sync::Mutex;

use tidings::prelude::*;

/// Without fields.
#[injectable]
#[derive(Debug)]
pub struct Unit;

/// With numbered fields.
#[injectable]
pub struct Tuple(Arc<Unit>, #[inject(default)] Mutex<Vec<u8>>);

/// With every kind of field.
#[injectable]
pub struct Named {
    /// A service.
    pub unit: Arc<Unit>,
    tuple: Option<Arc<Tuple>>,
    foreign: Provided<String>,
    maybe: Option<Provided<u64>>,
    events: Publisher,
    #[cfg(any())]
    absent: Nowhere,
    #[inject(default)]
    count: u32,
}

/// What the application hands over.
#[provided]
pub trait Clock: Send + Sync {
    /// The time.
    fn now(&self) -> u64;
    /// Not for a `dyn`.
    fn generic<T>(&self) -> T
    where
        Self: Sized;
}

/// A struct that is handed over.
#[provided]
pub struct Config;

/// An enum that is handed over.
#[provided]
pub enum Mode {
    /// One.
    Fast,
}

/// Made by a constructor.
pub struct Constructed(Arc<dyn Clock>, u64);

#[injectable]
impl Constructed {
    fn new(clock: Arc<dyn Clock>, config: Option<Arc<Config>>, _: Provided<String>) -> Self {
        Self(clock, config.map_or(0, |_| 1))
    }
}

struct Fallible(Arc<Constructed>);

#[injectable]
impl Fallible {
    fn new(it: Arc<Constructed>) -> std::result::Result<Self, std::num::ParseIntError> {
        "7".parse::<u8>().map(|_| Self(it))
    }
}

enum Waiting {
    Done(Arc<Mode>),
}

#[injectable]
impl Waiting {
    async fn new(mode: Arc<Mode>) -> Result<Self> {
        std::future::ready(()).await;
        Ok(Self::Done(mode))
    }
}

trait Net: Send + Sync {
    fn send(&self);
}

#[injectable(as = dyn Net)]
struct Smtp {
    unit: Arc<Unit>,
}

impl Net for Smtp {
    fn send(&self) {
        let _ = &self.unit;
    }
}

struct Disk;

trait Store: Send + Sync {}

impl Store for Disk {}

#[injectable(as = dyn Store)]
impl Disk {
    fn new() -> Arc<Self> {
        Arc::new(Self)
    }
}

#[injectable]
struct User {
    net: Arc<dyn Net>,
    store: Option<Arc<dyn Store>>,
}

fn main() {
    let _ = |t: Tuple, n: Named| (t.0, t.1, n.tuple, n.foreign, n.maybe, n.events, n.count);
    let _ = |c: Constructed, f: Fallible, u: User| (c.0.now(), c.1, f.0, u.net.send(), u.store.is_some());
    let _ = |Waiting::Done(mode)| drop(mode);
    let _ = (Config, Mode::Fast);
}
