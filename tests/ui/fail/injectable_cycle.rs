//! Two services need each other.
//! Remedy: SERVICES_MUST_NOT_NEED_EACH_OTHER
use tidings::prelude::*;

#[injectable]
struct Egg {
    hen: Arc<Hen>,
}

#[injectable]
struct Hen {
    egg: Arc<Egg>,
}

fn main() {}
