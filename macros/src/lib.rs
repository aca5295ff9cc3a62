//! The attribute macros of Tidings; use them through the facade crate `tidings`.
//!
//! Each goes the same way: `attr` reads the arguments, `model` what they and the item say, `valid` judges it,
//! `expand` writes the code, and `fallback` stands in for it if something was refused.
//!
//! Invariant: nothing here panics, and all mistakes of an item are shown together.

mod attr;
mod expand;
mod fallback;
mod model;
mod problems;
mod text;
mod valid;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::Item;

use problems::Problems;

/// Makes a struct or an enum an event, with serde's derives for the default codec.
///
/// | option | means | default |
/// |---|---|---|
/// | `name = "order.placed"` | its name | the name of the type |
/// | `address = ".."` | where it goes on a broker | its name |
/// | `durable` | the broker keeps it until every listener's queue has settled it | it does not |
/// | `version = 2` | the version of its body, from 1 | 1 |
/// | `key = customer` | events of one key keep their order; also `customer.id`, `0`, `0.1` | no key |
/// | `codec = MyCodec` | how it becomes bytes; nothing is derived then | JSON by serde |
/// | `crate = path` | where the facade is | `::tidings` |
///
/// Put it above `#[derive(..)]`: what stands below is seen, and not derived twice.
///
/// # Examples
/// ```
/// use tidings::prelude::*;
///
/// #[event(name = "order.placed", durable, version = 1, key = customer)]
/// #[derive(Debug, Clone)]
/// pub struct OrderPlaced {
///     pub order: u64,
///     #[serde(default)]
///     pub customer: String,
/// }
///
/// assert_eq!(OrderPlaced::info().address(), "order.placed");
/// ```
#[proc_macro_attribute]
pub fn event(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let stages =
        Stages { read: model::Event::read, check: valid::event, write: expand::event, instead: fallback::event };
    stages.run(arguments, item)
}

/// Registers a listener: a struct whose fields are injected, an `impl EventListener<MyEvent> for X` of a service, or a
/// function with the event as its first parameter.
///
/// On a struct the event stands first: `#[event_listener(OrderPlaced)]`. The parameters of a function after the event
/// are decided by their types: services as `&T`, `Arc<T>`, `Option<Arc<T>>` or `Provided<T>`, a `Publisher`, and
/// `Delivery<'_>`. It returns a `Result` or nothing, and may be async.
///
/// | option | means | default |
/// |---|---|---|
/// | `name = "invoice"` | its name, which is its queue's | the name of type or function |
/// | `per_process` | every process gets each event | all processes share |
/// | `rebalance` | a process that joins gets its share of the keys, after a pause of the queue | it gets new keys only |
/// | `concurrency = 16` | deliveries handled at a time | 1 |
/// | `prefetch = 10` | deliveries fetched ahead | 100 |
/// | `retry(attempts = 3, backoff = "1s..1m")` | attempts, the first included, and the pauses between them; one length for a fixed pause | 5, `100ms..30s` |
/// | `retry(in_place)`, `retry(requeue)` | where a failed delivery waits | `in_place` for events with a key |
/// | `timeout = "5s"` | the longest that one attempt may take | none |
/// | `inbox = 10_000` | so many handled events are remembered, in memory, and not handled again | none |
/// | `tags("billing")` | words by which a manager may choose | none |
/// | `manual` | in no registry: only managers that name it have it | in the registry |
/// | `blocking` | a function that blocks its thread | it does not |
/// | `as = Audit` | names the type of a function | hidden |
/// | `crate = path` | where the facade is | `::tidings` |
///
/// # Examples
/// ```
/// use tidings::prelude::*;
///
/// #[event]
/// pub struct OrderPlaced {
///     pub order: u64,
/// }
///
/// #[injectable]
/// pub struct Invoices;
///
/// #[event_listener(OrderPlaced, name = "invoice", concurrency = 16, retry(attempts = 3))]
/// pub struct InvoiceListener {
///     invoices: Arc<Invoices>,
/// }
///
/// impl EventListener<OrderPlaced> for InvoiceListener {
///     async fn on(&self, event: &OrderPlaced, delivery: Delivery<'_>) -> Result {
///         println!("attempt {} for order {}", delivery.attempt(), event.order);
///         Ok(())
///     }
/// }
///
/// #[event_listener]
/// async fn audit(event: &OrderPlaced, invoices: &Invoices) -> Result {
///     Ok(())
/// }
/// ```
#[proc_macro_attribute]
pub fn event_listener(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let stages = Stages {
        read: model::Listener::read,
        check: valid::listener,
        write: expand::listener,
        instead: fallback::listener,
    };
    stages.run(arguments, item)
}

/// Registers a struct that implements `EnvelopePipeline`; its fields are injected.
///
/// | option | means | default |
/// |---|---|---|
/// | `name = ".."` | its name, by which those of one order are sorted | the name of the type |
/// | `order = 10` | lower ones send first and handle last | 0 |
/// | `manual` | in no registry: only managers that name it have it | in the registry |
/// | `crate = path` | where the facade is | `::tidings` |
///
/// # Examples
/// ```
/// use tidings::prelude::*;
///
/// #[envelope_pipeline(order = 10)]
/// pub struct Region;
///
/// impl EnvelopePipeline for Region {
///     fn send(&self, envelope: &mut Envelope) -> Result {
///         envelope.set("region", "north");
///         Ok(())
///     }
/// }
/// ```
#[proc_macro_attribute]
pub fn envelope_pipeline(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let stages = Stages {
        read: model::Pipeline::read,
        check: valid::pipeline,
        write: expand::pipeline,
        instead: fallback::pipeline,
    };
    stages.run(arguments, item)
}

/// Lets the container make the type: by injecting the fields of a struct, or by the constructor `fn new(..)` of an
/// `impl` block, which may be async and may fail.
///
/// Injected are `Arc<T>` of a service, `Provided<T>` of a type that is handed over, an `Option` of these, and
/// `Publisher`. A field with `#[inject(default)]` begins with its default instead.
///
/// | option | means |
/// |---|---|
/// | `as = dyn Trait` | who needs the trait gets this type |
/// | `lifecycle` | it implements `Lifecycle`: it is started and stopped with the manager |
/// | `crate = path` | where the facade is, if not at `::tidings` |
///
/// # Examples
/// ```
/// use tidings::prelude::*;
///
/// pub struct Pool;
///
/// #[injectable]
/// impl Pool {
///     async fn new(url: Provided<String>) -> Result<Self> {
///         Ok(Self)
///     }
/// }
///
/// pub trait Orders: Send + Sync {}
///
/// #[injectable(as = dyn Orders)]
/// pub struct StoredOrders {
///     pool: Arc<Pool>,
///     events: Publisher,
///     #[inject(default)]
///     cached: std::sync::Mutex<Vec<u64>>,
/// }
///
/// impl Orders for StoredOrders {}
/// ```
#[proc_macro_attribute]
pub fn injectable(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let stages = Stages {
        read: model::Injectable::read,
        check: valid::injectable,
        write: expand::injectable,
        instead: fallback::service,
    };
    stages.run(arguments, item)
}

/// Says that the application hands over the type, a struct, an enum or a trait: `builder.provide(..)`.
///
/// Option: `crate = path`, where the facade is, if not at `::tidings`.
///
/// # Examples
/// ```
/// use tidings::prelude::*;
///
/// #[provided]
/// pub trait Clock: Send + Sync {
///     fn now(&self) -> u64;
/// }
///
/// struct Stopped;
///
/// impl Clock for Stopped {
///     fn now(&self) -> u64 {
///         0
///     }
/// }
///
/// let builder = EventManager::builder().provide::<dyn Clock>(Arc::new(Stopped));
/// # drop(builder);
/// ```
#[proc_macro_attribute]
pub fn provided(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let stages = Stages {
        read: model::Provided::read,
        check: valid::provided,
        write: expand::provided,
        instead: fallback::service,
    };
    stages.run(arguments, item)
}

/// The way of one attribute.
struct Stages<Model> {
    read: fn(Tokens, Item, &mut Problems) -> Option<Model>,
    check: fn(&Model, &mut Problems),
    write: fn(&Model) -> Tokens,
    instead: fn(Tokens, Item) -> Tokens,
}

impl<Model> Stages<Model> {
    fn run(&self, arguments: TokenStream, item: TokenStream) -> TokenStream {
        let (arguments, tokens) = (Tokens::from(arguments), Tokens::from(item));
        let item = match syn::parse2::<Item>(tokens.clone()) {
            Ok(item) => item,
            Err(error) => {
                let error = error.to_compile_error();
                return quote!(#tokens #error).into();
            }
        };
        match self.code(arguments.clone(), item.clone()) {
            Ok(code) => code.into(),
            Err(error) => {
                let essential = self.code(fallback::essential(arguments.clone()), item.clone());
                let code = essential.unwrap_or_else(|_| (self.instead)(arguments, item));
                let error = error.to_compile_error();
                quote!(#code #error).into()
            }
        }
    }

    fn code(&self, arguments: Tokens, item: Item) -> syn::Result<Tokens> {
        let mut problems = Problems::default();
        let model = (self.read)(arguments, item, &mut problems);
        if let Some(model) = &model {
            (self.check)(model, &mut problems);
        }
        problems.finish(model).map(|model| (self.write)(&model))
    }
}
