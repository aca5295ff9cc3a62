//! A listener is a function, async or not, whose parameters are found by their types.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms, future_incompatible)]
use tidings::prelude::{Delivery as Context, *};

mod orders {
    use tidings::prelude::*;

    #[event]
    pub(crate) struct Placed;
}

type Order = orders::Placed;
type Short<'a> = Context<'a>;
type Shared<T> = Arc<T>;
type Outcome = std::result::Result<(), std::io::Error>;

#[injectable]
struct Invoices;

#[provided]
trait Clock: Send + Sync {
    fn now(&self) -> u64;
}

#[event_listener]
async fn minimal(_: &orders::Placed) {}

#[event_listener]
fn at_once(_event: &Order) -> Result {
    Ok(())
}

#[event_listener(blocking, timeout = "1m")]
fn slow(_: &Order, invoices: &Invoices, delivery: Context<'_>) -> Outcome {
    let _ = (invoices, delivery.attempt());
    Ok(())
}

#[event_listener(name = "all", concurrency = 4, retry(backoff = "2s"))]
async fn all(
    event: &Order,
    invoices: &Invoices,
    clock: &dyn Clock,
    pair: &(dyn Clock + 'static),
    shared: Arc<Invoices>,
    aliased: Shared<dyn Clock>,
    maybe: Option<Arc<Invoices>>,
    foreign: Provided<String>,
    lent: &Provided<u64>,
    by_value: Publisher,
    by_reference: &Publisher,
    mut delivery: Context<'_>,
    Invoices: &Invoices,
) -> Result {
    let first = delivery;
    delivery = first;
    let _ = delivery.attempt();
    let _ = (event, invoices, clock.now() + pair.now() + *lent.0, shared, aliased, maybe, foreign, by_value, by_reference);
    std::future::ready(()).await;
    Ok(())
}

#[event_listener]
async fn contexts(_: &Order, a: Short<'_>, b: &Context<'_>, c: &Short<'_>) -> Outcome {
    let _ = (a.attempt(), b.attempt(), c.attempt());
    Ok(())
}

#[event_listener(as = Counting, manual)]
/// With a name for its type.
pub(crate) async fn counting(_: &Order, invoices: Arc<Invoices>) -> Result {
    drop(invoices);
    Ok(())
}

fn main() {
    fn named<L: tidings::registration::Listeners>() -> usize {
        L::entries().len()
    }
    assert_eq!(named::<(Counting,)>(), 1);
    // It stays a function.
    let _ = at_once(&orders::Placed);
    drop(minimal(&orders::Placed));
}
