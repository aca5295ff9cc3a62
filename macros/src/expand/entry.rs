use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;

use super::{
    at::At,
    parts::{checked, name, place},
};
use crate::{
    attr::Pauses,
    model::{Listener, Policy, Retry},
};

/// The event, or one error if it is none.
pub(super) fn checked_event(event: &Type) -> TokenStream {
    let at = At::of(event);
    at.checked(event, &quote_spanned!(at.first=> __p), "is_event")
}

/// The listener's entry, where it can be named its type's `impl Listener`, and its submission.
pub(super) fn entry(
    listener: &Listener,
    new: &str,
    event: &TokenStream,
    ty: &impl ToTokens,
    nameable: bool,
) -> TokenStream {
    let new = proc_macro2::Ident::new(new, At::of(ty).last);
    let info = info(listener, event);
    let named = nameable.then(|| {
        quote! {
            #[automatically_derived]
            impl __p::Listener for #ty {
                fn entry() -> &'static __p::ListenerEntry {
                    &ENTRY
                }
            }
        }
    });
    let submit = (!listener.manual).then(|| quote!(__p::submit! { __p::Registration::Listener(&ENTRY) }));
    let check = checked("valid_name", listener.name.as_ref());
    quote! {
        static ENTRY: __p::ListenerEntry = __p::ListenerEntry::#new::<#event, #ty>(#info);
        #named
        #submit
        #check
    }
}

fn info(listener: &Listener, event: &TokenStream) -> TokenStream {
    let name = name(listener.name.as_ref(), &listener.default_name());
    let per_process = listener.per_process.then(|| quote!(.per_process()));
    let rebalance = listener.rebalance.then(|| quote!(.rebalance()));
    let policy = policy(&listener.policy);
    let tags = (!listener.tags.is_empty()).then(|| {
        let tags = &listener.tags;
        quote!(.with_tags(&[#(#tags),*]))
    });
    let place = place();
    let At { last, .. } = At::of(event);
    let of = quote_spanned!(last=> __p::ListenerInfo::of);
    quote!(#of::<#event>(#name) #per_process #rebalance #policy #tags .at(#place))
}

fn policy(policy: &Policy) -> TokenStream {
    let concurrency = policy.concurrency.as_ref().map(|n| &n.expr).map(|n| quote!(.concurrency(#n)));
    let prefetch = policy.prefetch.as_ref().map(|n| &n.expr).map(|n| quote!(.prefetch(#n)));
    let retry = policy.retry.as_ref().map(retry);
    let timeout = policy.timeout.as_ref().map(|limit| {
        let limit = millis(limit.length);
        quote!(.timeout(#limit))
    });
    let inbox = policy.inbox.as_ref().map(|n| &n.expr).map(|n| quote!(.inbox(#n)));
    quote!(#concurrency #prefetch #retry #timeout #inbox)
}

fn retry(retry: &Retry) -> TokenStream {
    let attempts = retry.attempts.as_ref().map(|n| &n.expr).map(|n| quote!(.attempts(#n)));
    let backoff = retry.backoff.as_ref().map(|Pauses { min, max, .. }| {
        let min = millis(*min);
        let backoff = match max.map(millis) {
            Some(max) => quote!(__p::Backoff::new(#min, #max)),
            None => quote!(__p::Backoff::fixed(#min)),
        };
        quote!(.backoff(#backoff))
    });
    let in_place = retry.in_place.as_ref().map(|_| quote!(.in_place()));
    let requeue = retry.requeue.as_ref().map(|_| quote!(.requeue()));
    quote!(.retry(__p::Retry::DEFAULT #attempts #backoff #in_place #requeue))
}

fn millis(length: std::time::Duration) -> TokenStream {
    let millis = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
    quote!(::core::time::Duration::from_millis(#millis))
}
