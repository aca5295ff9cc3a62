//! The attribute macros of Tidings; use them through the facade crate `tidings`.
//!
//! Each goes the same way: [`attr`] reads the arguments, [`model`] what they and the item say, [`valid`] judges it,
//! [`expand`] writes the code, and [`fallback`] stands in for it if something was refused.
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
/// Options, all optional: `name = "order.placed"` (default: the type's name), `address = ".."` (default: the name),
/// `durable`, `version = 1`, `key = field` (also `field.field` and `0`), `codec = MyCodec` (nothing is derived then),
/// `crate = path::to::tidings`.
#[proc_macro_attribute]
pub fn event(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let stages =
        Stages { read: model::Event::read, check: valid::event, write: expand::event, instead: fallback::event };
    stages.run(arguments, item)
}

/// Registers a listener: a struct whose fields are injected, an `impl EventListener<MyEvent> for X` of a service, or a
/// function with the event as its first parameter.
///
/// Before a struct the event stands first: `#[event_listener(OrderPlaced)]`. Options, all optional: `name = "invoice"`
/// (default: the name of type or function), `per_process`, `concurrency = 1`, `prefetch = 100`,
/// `retry(attempts = 5, backoff = "100ms..30s", in_place)` or `requeue` in its place, `timeout = "5s"`,
/// `tags("a", "b")`, `manual` (in no registry), `crate = path::to::tidings`; on functions `blocking`, for one that
/// blocks its thread, and `as = Name`, which names the hidden type.
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
/// Options, all optional: `name = ".."` (default: the type's name), `order = 0`, `manual` (in no registry),
/// `crate = path::to::tidings`.
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
/// A field with `#[inject(default)]` begins with its default instead. Options, all optional: `as = dyn Trait` (who needs
/// the trait gets this type), `lifecycle` (it has start and stop hooks), `crate = path::to::tidings`.
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
/// Option: `crate = path::to::tidings`.
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
