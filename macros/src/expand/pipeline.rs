use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{
    parts::{checked, hidden, name, place},
    service::of_fields,
};
use crate::model::Pipeline;

/// The struct, what makes it a service, and its entry in the registry.
pub(crate) fn pipeline(pipeline: &Pipeline) -> TokenStream {
    let (item, ident) = (&pipeline.made.item, pipeline.made.ident());
    let name = name(pipeline.name.as_ref(), &syn::ext::IdentExt::unraw(ident).to_string());
    let order = pipeline.order.as_ref().map_or_else(|| quote!(0), ToTokens::to_token_stream);
    let (service, place) = (of_fields(&pipeline.made, false), place());
    let submit = (!pipeline.manual).then(|| quote!(__p::submit! { __p::Registration::Pipeline(&ENTRY) }));
    let check = checked("valid_name", pipeline.name.as_ref());
    let code = hidden(
        &pipeline.facade,
        &item.attrs,
        &quote! {
            #service
            static ENTRY: __p::PipelineEntry = __p::PipelineEntry::new::<#ident>(#name, #order, #place);
            #[automatically_derived]
            impl __p::Pipeline for #ident {
                fn entry() -> &'static __p::PipelineEntry {
                    &ENTRY
                }
            }
            #submit
            #check
        },
    );
    quote!(#item #code)
}
