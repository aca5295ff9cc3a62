use proc_macro2::TokenStream;
use quote::quote;

use super::{
    entry::{checked_event, entry},
    function,
    parts::hidden,
    service::of_fields,
};
use crate::model::{Form, Listener};

/// The item, whatever makes it a service, and its entry in the registry.
pub(crate) fn listener(listener: &Listener) -> TokenStream {
    match &listener.form {
        Form::Struct { made, event } => {
            let (item, ident) = (&made.item, made.ident());
            let (service, entry) = (of_fields(made, false), entry(listener, "new", &checked_event(event), ident, true));
            let code = hidden(&listener.facade, &item.attrs, &quote!(#service #entry));
            quote!(#item #code)
        }
        Form::Impl { item, event } => {
            let entry = entry(listener, "new", &checked_event(event), &item.self_ty, false);
            let code = hidden(&listener.facade, &item.attrs, &entry);
            quote!(#item #code)
        }
        Form::Function(function) => function::listener(listener, function),
    }
}
