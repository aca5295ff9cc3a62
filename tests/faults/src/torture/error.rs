/// Whatever kept a run from its end.
pub type Error = tidings::error::BoxError;
