//! The attributes take what a macro of the user's puts in.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms, future_incompatible)]
use tidings::prelude::*;

macro_rules! events {
    ($($event:ident $name:literal $version:expr, $key:ident: $of:ty;)*) => {$(
        #[event(name = $name, version = $version, key = $key)]
        struct $event {
            $key: $of,
        }
    )*};
}

events! {
    Placed "placed" 1 + 1, order: u64;
    Cancelled "cancelled" 3, customer: Option<String>;
}

macro_rules! listener {
    ($listener:ident $event:ty, $name:expr, $limit:literal, $n:literal, $service:ty) => {
        #[event_listener($event, name = $name, timeout = $limit, retry(attempts = $n), tags($limit))]
        struct $listener(Arc<$service>);

        impl EventListener<$event> for $listener {
            async fn on(&self, _: &$event, _: Delivery<'_>) -> Result {
                let _ = &self.0;
                Ok(())
            }
        }
    };
}

#[injectable]
struct Log;

listener!(Audit Placed, concat!("au", "dit"), "5s", 3, Log);

macro_rules! functions {
    ($($function:ident $event:ty, $parameter:ty;)*) => {$(
        #[event_listener(as = Named)]
        async fn $function(_: &$event, _: $parameter, log: &Log) -> Result {
            let _ = log;
            Ok(())
        }
    )*};
}

functions! {
    borrowed Cancelled, &Log;
}

fn main() {
    assert_eq!((Placed::info().version(), Placed { order: 7 }.key().as_deref()), (2, Some("7")));
    assert_eq!(Cancelled { customer: None }.key(), None);
    let _ = borrowed;
    let _ = |_: Named| ();
}
