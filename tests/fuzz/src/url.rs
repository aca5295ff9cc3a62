//! Any text is a URL or an error that says what to do and repeats no password; any names and headers are taken or refused.
//! Run: `scripts/ci/fuzz.sh 30`
#![no_main]

use libfuzzer_sys::fuzz_target;
use tidings_amqp as _;
use tidings_core::{
    event::EventInfo,
    headers::Headers,
    names::{NameUse, check_name},
    provider::{Claim, by_url},
};
use tidings_local as _;
use tidings_stomp as _;

/// What no message may repeat.
const PASSWORD: &str = "hunter2hunter2";

fuzz_target!(|text: &str| {
    for scheme in ["", "amqp://", "stomp://", "amqps://", "stomps://", "local:"] {
        let said = match by_url(&format!("{scheme}{text}")) {
            Ok(provider) => {
                let event = EventInfo::external(text.to_owned());
                let claim = Claim::shared(event.into(), text).for_server(text);
                format!("{:?}", provider.check(&[claim]))
            }
            Err(error) => format!("{error} {error:?}"),
        };
        assert!(!said.is_empty());
        if let Err(error) = by_url(&format!("{scheme}user:{PASSWORD}@{text}")) {
            let said = format!("{error} {error:?}");
            assert!(!said.contains(PASSWORD) || text.contains(PASSWORD), "{said}");
        }
    }
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let mut headers = Headers::new();
    headers.set(name.to_owned(), value.to_owned());
    let _ = headers.check(64 << 10);
    let _ = check_name(text, NameUse::Name);
});
