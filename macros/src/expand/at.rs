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

    /// `<#ty as If<{ #check::<#ty>() }>>::Then`: the type itself, or, if it fails the check, one error and no more.
    pub(super) fn checked(self, ty: &impl ToTokens, private: &TokenStream, check: &str) -> TokenStream {
        let Self { first, last } = self;
        let check = proc_macro2::Ident::new(check, first);
        let (private_first, private_last) = (respan(private, first), respan(private, last));
        let open = quote_spanned!(first=> <);
        let ask = quote_spanned!(first=> #private_first::#check::<);
        let asked = quote_spanned!(last=> >());
        let close = quote_spanned!(last=> >>::Then);
        quote!(#open #ty as #private_last::If<{ #ask #ty #asked } #close)
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

/// The tokens at another place.
pub(super) fn respan(tokens: &TokenStream, span: Span) -> TokenStream {
    let moved = tokens.clone().into_iter().map(|mut token| {
        token.set_span(span);
        token
    });
    moved.collect()
}

/// The user's tokens where they are, counted as the macro's: for a span that begins with ours and ends with theirs.
pub(super) fn ours(tokens: &TokenStream) -> TokenStream {
    let counted = tokens.clone().into_iter().map(|mut token| {
        token.set_span(Span::call_site().located_at(token.span()));
        token
    });
    counted.collect()
}
