//! Every message of ours: what is wrong in the first clause, the remedy after it.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// How the value of an option looks.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    Text,
    Texts,
    Number,
    Signed,
    Time,
    Pauses,
    Members,
    Path,
    /// As in this example.
    Like(&'static str),
    /// A list in brackets, as in this example.
    ListLike(&'static str),
}

// Arguments.
pub(crate) const FIRST_IS_A_TYPE: &str = "the first argument is the type of the event";

pub(crate) fn unknown(key: &impl ToString, known: &[&str]) -> String {
    format!("there is no option `{}` here; there are: {}", key.to_string(), known.join(", "))
}

pub(crate) fn no_option(tokens: &TokenStream, known: &[&str]) -> String {
    match syn::parse2::<syn::LitStr>(tokens.clone()) {
        Ok(name) if known.contains(&"name") => format!("say which option this is: `name = {}`", name.to_token_stream()),
        _ => format!("this is no option; there are: {}", known.join(", ")),
    }
}

pub(crate) fn repeated(key: &impl ToString) -> String {
    format!("`{}` is given twice; leave one out", key.to_string())
}

pub(crate) fn flag(key: &impl ToString) -> String {
    let key = key.to_string();
    format!("`{key}` takes no value; say only `{key}`")
}

pub(crate) fn wants(key: &str, shape: Shape) -> String {
    match shape {
        Shape::Text => format!("`{key}` takes a text: `{key} = \"..\"`"),
        Shape::Texts => format!("`{key}` takes texts: `{key}(\"a\", \"b\")`"),
        Shape::Number => format!("`{key}` takes a whole number that is not negative: `{key} = 5`"),
        Shape::Signed => format!("`{key}` takes a whole number: `{key} = 10`"),
        Shape::Time => format!("`{key}` takes a whole number and a unit, `ms`, `s`, `m` or `h`: `{key} = \"5s\"`"),
        Shape::Pauses => format!(
            "`{key}` takes the shortest and the longest pause, in `ms`, `s`, `m` or `h`: `{key} = \"100ms..30s\"`; \
             or one length for a fixed pause: `{key} = \"2s\"`"
        ),
        Shape::Members => format!("`{key}` names a field: `{key} = customer`, `{key} = customer.id` or `{key} = 0`"),
        Shape::Path => {
            format!("`{key}` takes the path under which your crate sees tidings: `{key} = my_crate::tidings`")
        }
        Shape::Like(example) => format!("expected `{key} = {example}`"),
        Shape::ListLike(example) => format!("expected `{key}({example})`"),
    }
}

// Events.
pub(crate) const EVENT_ITEM: &str = "`#[event]` goes on a struct or an enum";
pub(crate) const EVENT_VERSION: &str = "versions count from 1; say `version = 1`, which is the default";

pub(crate) fn event_generic(event: &impl ToString) -> String {
    let event = event.to_string();
    format!(
        "an event is one concrete type, so `{event}` cannot be generic; define one event per type, or hold the varying part in an enum"
    )
}

pub(crate) fn event_borrows(event: &impl ToString) -> String {
    format!(
        "an event outlives its sender, so `{}` cannot borrow; own the data, as in `String` instead of `&str`",
        event.to_string()
    )
}

pub(crate) fn no_field(field: &str, owner: &str, there: &[String]) -> String {
    match there {
        [] => format!("`{owner}` has no fields, so it has no key; leave `key` out"),
        there => format!("`{owner}` has no field `{field}`; there are: {}", there.join(", ")),
    }
}

pub(crate) const ENUM_KEY_EMPTY: &str = "an enum without variants has no key; leave `key` out";

// Constructed types.
pub(crate) fn generic_service(name: &impl ToString) -> String {
    format!(
        "one `{0}` is made for the whole program, so it cannot be generic; write the concrete types, or hand it over with `.provide(..)`",
        name.to_string()
    )
}

pub(crate) fn borrowing_service(name: &impl ToString) -> String {
    format!(
        "`{}` is shared by the whole program, so it cannot borrow; own the data, or share it as `Arc<T>`",
        name.to_string()
    )
}

pub(crate) const INJECT: &str =
    "expected `#[inject(default)]`, for a field that is not injected but begins with its default";
pub(crate) const INJECT_TWICE: &str = "`#[inject(default)]` is given twice; leave one out";
pub(crate) const INJECTABLE_ITEM: &str =
    "`#[injectable]` goes on a struct, or on an `impl` block with its constructor `fn new(..) -> Self`";
pub(crate) const INJECTABLE_TRAIT_IMPL: &str =
    "`#[injectable]` goes on the inherent `impl` block with the constructor, not on the `impl` of a trait";
pub(crate) const NO_CONSTRUCTOR: &str = "there is no constructor in this block; add `fn new(..) -> Self`, or put `#[injectable]` on the struct to have its fields injected";
pub(crate) const CONSTRUCTOR_SELF: &str = "a constructor has no `self`: its parameters are injected";
pub(crate) const CONSTRUCTOR_GENERIC: &str =
    "a constructor cannot be generic: the container would not know the types; write the concrete types";
pub(crate) const CONSTRUCTOR_RETURNS: &str =
    "a constructor returns what it makes: `-> Self`, or `-> Result<Self, E>` if it can fail";
pub(crate) const CONSTRUCTOR_BORROWS: &str =
    "a constructor is given what it may keep, by value; write `Arc<T>`, `Option<Arc<T>>` or `Provided<T>`";
pub(crate) const CONSTRUCTOR_UNSAFE: &str = "a constructor cannot be `unsafe`: the container calls it";
pub(crate) const INTERFACE_NOT_DYN: &str = "`as` names what others see it as: `as = dyn MyTrait`";

// Provided types.
pub(crate) const PROVIDED_ITEM: &str = "`#[provided]` goes on a struct, an enum or a trait";

pub(crate) fn generic_trait(name: &impl ToString) -> String {
    let name = name.to_string();
    format!(
        "services are found by their type, so `{name}` cannot be generic; write the concrete types, or take `Provided<dyn {name}<..>>` where it is needed"
    )
}

pub(crate) enum NotDyn {
    Async,
    ImplTrait,
    Generic,
    NoReceiver,
    ReturnsSelf,
    TakesSelf,
    Const,
    GenericType,
    Sized,
}

pub(crate) fn not_dyn(trait_name: &impl ToString, why: &NotDyn) -> String {
    let (what, remedy) = match why {
        NotDyn::Async => {
            ("an `async fn`", "return a boxed future, as `#[async_trait]` does, or add `where Self: Sized` to it")
        }
        NotDyn::ImplTrait => ("a method that returns `impl Trait`", "return a `Box<dyn ..>`"),
        NotDyn::Generic => ("a generic method", "take a `&dyn ..`, or add `where Self: Sized` to it"),
        NotDyn::NoReceiver => ("a function without `self`", "give it `&self`, or add `where Self: Sized` to it"),
        NotDyn::ReturnsSelf => {
            ("a method that returns `Self`", "return a `Box<dyn ..>`, or add `where Self: Sized` to it")
        }
        NotDyn::TakesSelf => ("a parameter of type `Self`", "take a `&dyn ..`, or add `where Self: Sized` to it"),
        NotDyn::Const => ("a constant", "make it a method with `&self`"),
        NotDyn::GenericType => ("a generic associated type", "add `where Self: Sized` to it"),
        NotDyn::Sized => ("the bound `Sized`", "leave it out"),
    };
    let name = trait_name.to_string();
    format!("{what} keeps `{name}` from being a `dyn {name}`, which is how it is injected; {remedy}")
}

// Listeners.
pub(crate) const LISTENER_ITEM: &str =
    "`#[event_listener]` goes on a struct, on an `impl EventListener<MyEvent> for ..`, or on a function";
pub(crate) const LISTENER_EVENT: &str = "name the event that it listens to: `#[event_listener(MyEvent)]`";
pub(crate) const LISTENER_EVENT_TWICE: &str =
    "leave the event out here: it stands in `impl EventListener<MyEvent>`, or is the function's first parameter";
pub(crate) const LISTENER_IMPL: &str = "expected `impl EventListener<MyEvent> for ..`";
pub(crate) const LISTENER_IMPL_GENERIC: &str =
    "a listener is one concrete type and listens to one event, so this cannot be generic; write one `impl` per event";

const SHAPE: &str =
    "expected: async fn name(event: &MyEvent, service: &Service, other: Arc<Other>, delivery: Delivery<'_>) -> Result";

fn shaped(text: &str) -> String {
    format!("{text}\n{SHAPE}")
}

pub(crate) fn function_event() -> String {
    shaped("the first parameter of a listener function is the event, by shared reference")
}

pub(crate) fn function_self() -> String {
    shaped("a listener function stands outside of `impl` blocks and has no `self`; what it needs are parameters")
}

pub(crate) fn function_generic() -> String {
    shaped(
        "a listener function cannot be generic, since nobody calls it with types; write the concrete types, and leave lifetimes out: `&MyEvent`, `Delivery<'_>`",
    )
}

pub(crate) fn function_impl_trait() -> String {
    shaped("a parameter of type `impl Trait` could be anything; write the concrete type, or `&dyn Trait`")
}

pub(crate) fn function_mutable() -> String {
    shaped("a parameter cannot be `&mut`, since others use it at the same time; take `&` and let the service lock")
}

pub(crate) fn function_returns_anything() -> String {
    shaped("what a listener function returns must have a name; one that waits is an `async fn` and returns `Result`")
}

pub(crate) const FUNCTION_UNSAFE: &str = "a listener function cannot be `unsafe`: Tidings calls it";
pub(crate) const FUNCTION_VARIADIC: &str = "a listener function cannot be variadic";
pub(crate) const BLOCKING_ASYNC: &str =
    "an `async fn` does not block its thread; leave out `blocking`, or make this a plain `fn`";

pub(crate) fn function_only(key: &impl ToString) -> String {
    match key.to_string().as_str() {
        "blocking" => "`blocking` is for functions: `#[event_listener(blocking)] fn name(event: &MyEvent) -> Result`; \
                       here, use `tokio::task::spawn_blocking` inside of `on`"
            .to_owned(),
        "as" => "`as` names the hidden type of a listener function; this one has a name".to_owned(),
        other => format!("`{other}` is for functions"),
    }
}

pub(crate) const CONCURRENCY: &str =
    "a listener handles at least one event at a time: say `concurrency = 1`, which is the default, or more";
pub(crate) const INBOX: &str = "an inbox of 0 remembers nothing: leave `inbox` out for none";
pub(crate) const ATTEMPTS: &str = "the first attempt counts: say `attempts = 1` for no retry";
pub(crate) const RETRY_MODES: &str = "a retry is either `in_place`, which keeps the order, or `requeue`; leave one out";
pub(crate) const PAUSES_REVERSED: &str =
    "the backoff begins above its end: write the shorter pause first, as in `backoff = \"100ms..30s\"`";
pub(crate) const PAUSES_FROM_ZERO: &str = "pauses double from the first, so one of 0 never grows: begin with `1ms`";
pub(crate) const TIMEOUT: &str = "every attempt would fail after no time at all; leave `timeout` out for no limit";

// Pipelines.
pub(crate) const PIPELINE_ITEM: &str = "`#[envelope_pipeline]` goes on a struct";
