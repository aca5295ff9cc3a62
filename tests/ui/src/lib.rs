//! What the compiler says of every mistake that a user of the macros can make.
//!
//! Each file of `fail` is one mistake, with what must be said of it beside it; each file of `pass` is one accepted form.
//! `TIDINGS_UI_BLESS=1 cargo test -p tidings-ui` writes the expectations anew, for review.
