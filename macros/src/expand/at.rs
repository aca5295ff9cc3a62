use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

/// Spans that show the user's tokens, but count as the macro's: errors point there, and lints leave them alone.
///
/// Two of them, since a stable compiler joins no spans: code that begins with the one and ends with the other is shown
/// as what is between.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub(super) first: Span,
    pub(super) last: Span,
}

impl At {
    pub(super) fn of(tokens: &impl ToTokens) -> Self {
        let mut spans = tokens.to_token_stream().into_iter().map(|token| token.span());
        let here = Span::call_site();
        let first = spans.next().unwrap_or(here);
        let last = spans.last().unwrap_or(first);
        Self { first: here.located_at(first), last: here.located_at(last) }
    }

    /// `<#ty as #bound>::#member`
    pub(super) fn member(self, ty: &impl ToTokens, bound: &TokenStream, member: &str) -> TokenStream {
        let Self { first, last } = self;
        let member = proc_macro2::Ident::new(member, last);
        let open = quote_spanned!(first=> <);
        let close = quote_spanned!(last=> >::#member);
        quote!(#open #ty as #bound #close)
    }
}
