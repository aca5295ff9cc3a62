//! All mistakes of one item, so that they are shown together.

use proc_macro2::Span;
use quote::ToTokens;
use syn::Error;

/// Collects mistakes; each stage adds its own.
#[derive(Default)]
pub(crate) struct Problems(Option<Error>);

impl Problems {
    /// A mistake at these tokens.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, text: impl Into<String>) {
        self.push(Error::new_spanned(tokens, text.into()));
    }

    /// A mistake at this span.
    pub(crate) fn at_span(&mut self, span: Span, text: impl Into<String>) {
        self.push(Error::new(span, text.into()));
    }

    fn push(&mut self, error: Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            none => *none = Some(error),
        }
    }

    /// What was read, if there is no mistake.
    pub(crate) fn finish<T>(self, read: Option<T>) -> syn::Result<T> {
        match (self.0, read) {
            (None, Some(read)) => Ok(read),
            (Some(error), _) => Err(error),
            (None, None) => Err(Error::new(Span::call_site(), "nothing can be made of this")),
        }
    }
}
