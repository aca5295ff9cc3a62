use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{ReturnType, Type, ext::IdentExt};

use super::{
    at::{At, respan},
    entry::{checked_event, entry},
    parts::hidden,
    service::Service,
};
use crate::model::{Function, Listener, Parameter, Passing, cfgs};

/// The function, and the type that holds what its parameters need and calls it.
pub(super) fn listener(listener: &Listener, function: &Function) -> TokenStream {
    let item = &function.item;
    let Some(event) = &function.event else { return item.to_token_stream() };
    let event = &checked_event(event);
    let facade = &listener.facade;
    let at = At::of(&item.sig.ident).first;
    // Hidden and under another name, so that it clashes with no module or type of the function's name; but with that
    // name in it, since messages show it.
    let hidden_ty = || Ident::new(&format!("__{}", item.sig.ident.unraw()), at);
    let ty = function.alias.clone().unwrap_or_else(hidden_ty);
    let fields: Vec<Ident> = (0..function.parameters.len()).map(|at| format_ident!("held{at}")).collect();

    let entry_of = if function.blocking { "blocking" } else { "new" };
    let entry = entry(listener, entry_of, event, &ty, function.alias.is_some());
    let service = service(&ty, &fields, function);
    let on = on(&ty, &fields, event, function);
    let (outside, inside) = match &function.alias {
        Some(_) => (Some(holder(&ty, &fields, function, &quote!(#facade::__private))), None),
        None => (None, Some(holder(&ty, &fields, function, &quote!(__p)))),
    };
    let code = hidden(facade, &item.attrs, &quote!(#inside #service #on #entry));
    quote!(#item #outside #code)
}

/// The struct with what is held for each parameter.
fn holder(ty: &Ident, fields: &[Ident], function: &Function, private: &TokenStream) -> TokenStream {
    let vis = function.alias.is_some().then_some(&function.item.vis);
    let text = format!("The listener function `{}`, as a type.", function.item.sig.ident);
    let held = fields.iter().zip(&function.parameters).map(|(field, parameter)| {
        let (cfgs, held) = (&parameter.cfgs, path(parameter, private, "Held"));
        quote!(#(#cfgs)* #field: #held)
    });
    let cfgs = cfgs(&function.item.attrs);
    quote! {
        #(#cfgs)*
        #[doc = #text]
        #vis struct #ty { #(#held),* }
    }
}

fn service(ty: &Ident, fields: &[Ident], function: &Function) -> TokenStream {
    let each = |member: &str, call: &TokenStream| -> Vec<TokenStream> {
        let one = |parameter: &Parameter| {
            let (cfgs, path) = (&parameter.cfgs, path(parameter, &quote!(__p), member));
            quote!(#(#cfgs)* #path #call)
        };
        function.parameters.iter().map(one).collect()
    };
    let needs = each("need", &quote!(()));
    let cfgs = function.parameters.iter().map(|parameter| &parameter.cfgs);
    let values = fields.iter().zip(&function.parameters).map(|(field, parameter)| {
        let take = path(parameter, &quote!(__p), "take");
        quote!(#field: #take(__services)?)
    });
    let recipe = quote! {
        __p::Recipe::new(
            || __p::needs([#(#needs),*]),
            |__services| ::core::result::Result::Ok(::std::sync::Arc::new(Self { #(#(#cfgs)* #values),* })),
        )
    };
    let heights = each("SERVICES_MUST_NOT_NEED_EACH_OTHER", &TokenStream::new());
    Service { ty, heights, recipe }.expand()
}

/// `impl EventListener`, or `impl BlockingListener`.
fn on(ty: &Ident, fields: &[Ident], event: &TokenStream, function: &Function) -> TokenStream {
    let signature = &function.item.sig;
    let name = &signature.ident;
    let At { first: at, .. } = At::of(name);
    let arguments = fields.iter().zip(&function.parameters).map(|(field, parameter)| {
        let (cfgs, give) = (&parameter.cfgs, path(parameter, &quote!(__p), "give"));
        quote!(#(#cfgs)* #give(&self.#field, &__delivery))
    });
    let wait = signature.asyncness.map(|_| quote_spanned!(at=> .await));
    let outcome = outcome(&signature.output);
    let call = quote!(#outcome(#name(__event, #(#arguments),*) #wait));
    let (listens, fun) = match function.blocking {
        true => (quote!(BlockingListener), quote_spanned!(at=> fn on)),
        false => (quote!(EventListener), quote_spanned!(at=> async fn on)),
    };
    let result = quote_spanned!(at=> -> __p::Result);
    quote! {
        #[automatically_derived]
        impl __p::#listens<#event> for #ty {
            #fun(&self, __event: &#event, __delivery: __p::Delivery<'_>) #result {
                #call
            }
        }
    }
}

/// `<#returned as Outcome>::into_result`
fn outcome(output: &ReturnType) -> TokenStream {
    match output {
        ReturnType::Default => quote!(<() as __p::Outcome>::into_result),
        ReturnType::Type(_, ty) => {
            let at = At::of(ty);
            match &**ty {
                // Cannot be named; the compiler knows it.
                Type::Never(_) => quote_spanned!(at.first=> __p::Outcome::into_result),
                ty => at.member(ty, &quote_spanned!(at.last=> __p::Outcome), "into_result"),
            }
        }
    }
}

/// `<fn(#ty) as Parameter>::#member`: the type decides what the parameter is, also under an alias. It stands in a
/// function pointer, since there, as in the function itself, its lifetimes may be left out.
fn path(parameter: &Parameter, private: &TokenStream, member: &str) -> TokenStream {
    let ty = &parameter.ty;
    let at = At::of(ty);
    let (bound, check) = match parameter.passing {
        Passing::Value => ("Parameter", "is_parameter"),
        Passing::Shared | Passing::Mutable => ("BorrowedParameter", "is_borrowed_parameter"),
    };
    let bound = Ident::new(bound, at.last);
    let private = respan(private, at.last);
    let (fun, list) = (quote_spanned!(at.first=> fn), quote_spanned!(at.last=> (#ty)));
    let checked = at.checked(&quote!(#fun #list), &private, check);
    at.member(&checked, &quote!(#private::#bound), member)
}
