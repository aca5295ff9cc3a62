use proc_macro2::Ident;

use crate::{
    attr::{Arguments, Grammar, Number, Pauses, Time},
    problems::Problems,
};

const RETRY: Grammar = Grammar { options: &["attempts", "backoff", "in_place", "requeue"], takes_type: false };

/// How a listener is run, as far as its attribute says.
pub(crate) struct Policy {
    pub(crate) concurrency: Option<Number>,
    pub(crate) prefetch: Option<Number>,
    pub(crate) retry: Option<Retry>,
    pub(crate) timeout: Option<Time>,
    pub(crate) inbox: Option<Number>,
}

/// `retry(attempts = 5, backoff = "100ms..30s", in_place)`
pub(crate) struct Retry {
    pub(crate) attempts: Option<Number>,
    pub(crate) backoff: Option<Pauses>,
    pub(crate) in_place: Option<Ident>,
    pub(crate) requeue: Option<Ident>,
}

impl Policy {
    pub(super) fn read(arguments: &Arguments, problems: &mut Problems) -> Self {
        let retry = arguments.nested("retry", &RETRY, "attempts = 5, backoff = \"100ms..30s\"", problems);
        Self {
            concurrency: arguments.number("concurrency", problems),
            prefetch: arguments.number("prefetch", problems),
            retry: retry.map(|retry| Retry::read(&retry, problems)),
            timeout: arguments.time("timeout", problems),
            inbox: arguments.number("inbox", problems),
        }
    }
}

impl Retry {
    fn read(arguments: &Arguments, problems: &mut Problems) -> Self {
        let mut mode = |key| arguments.key(key).filter(|_| arguments.flag(key, problems)).cloned();
        Self {
            in_place: mode("in_place"),
            requeue: mode("requeue"),
            attempts: arguments.number("attempts", problems),
            backoff: arguments.pauses("backoff", problems),
        }
    }
}
