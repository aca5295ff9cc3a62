//! Whether an address drops what it has no room for.

use serde_json::Value;
use tidings_core::{Error, ErrorKind};

use crate::management::{Management, Request};

/// Fails for an address that confirms events and drops them when it is full, or notes it where drops are allowed.
pub(super) async fn check(
    management: &dyn Management,
    address: &str,
    allow_drops: bool,
) -> Result<Option<String>, Error> {
    let reply = management.request(Request::address_settings(address)).await?;
    // Settings that cannot be read are noted where dead letters are checked.
    let Some(because) = reply.succeeded.then(|| reply.inner()).and_then(|settings| drops(&settings)) else {
        return Ok(None);
    };
    if allow_drops {
        return Ok(Some(format!("address `{address}` confirms and drops events while it is full: {because}")));
    }
    Err(Error::new(ErrorKind::Conflict, "rely on an address to keep durable events")
        .with("address", address)
        .with("because", because)
        .with_remedy("set the policy to PAGE, BLOCK or FAIL in broker.xml, or say `.allow_broker_drops()`"))
}

/// How the broker came to drop events in silence, if its settings say so.
fn drops(settings: &Value) -> Option<&'static str> {
    let word = |name: &str| settings.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_limited = |name: &str| settings.get(name).and_then(Value::as_i64).is_some_and(|limit| limit >= 0);
    if word("addressFullMessagePolicy") == "DROP" {
        // Without a limit of its own, that of the broker's memory counts.
        Some("`address-full-policy` is DROP")
    } else if word("pageFullMessagePolicy") == "DROP"
        && (is_limited("pageLimitBytes") || is_limited("pageLimitMessages"))
    {
        Some("`page-full-policy` is DROP and its pages are limited")
    } else {
        None
    }
}

/// Whether an address refuses what it has no room for, in words. Whether it had room a moment ago nobody can tell: somebody
/// may have made some since.
pub(super) async fn refuses(management: &dyn Management, address: &str) -> Result<Option<String>, Error> {
    let reply = management.request(Request::address_settings(address)).await?;
    let settings = if reply.succeeded { reply.inner() } else { Value::Null };
    let policies = [("addressFullMessagePolicy", "address-full-policy"), ("pageFullMessagePolicy", "page-full-policy")];
    let fails = policies.iter().find(|(key, _)| settings.get(*key).and_then(Value::as_str) == Some("FAIL"));
    Ok(fails.map(|(_, name)| format!("address `{address}` refuses what it has no room for: its `{name}` is FAIL")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::{Scripted, did};

    #[test]
    fn only_what_would_be_dropped_without_a_word_counts() {
        for (settings, expected) in [
            (json!({"addressFullMessagePolicy": "DROP", "maxSizeBytes": -1}), Some("address-full-policy")),
            (
                json!({"addressFullMessagePolicy": "PAGE", "pageFullMessagePolicy": "DROP", "pageLimitBytes": 1}),
                Some("page-full-policy"),
            ),
            (
                json!({"addressFullMessagePolicy": "PAGE", "pageFullMessagePolicy": "DROP", "pageLimitMessages": 0}),
                Some("page-full-policy"),
            ),
            (json!({"addressFullMessagePolicy": "PAGE", "pageFullMessagePolicy": "DROP", "pageLimitBytes": -1}), None),
            (json!({"addressFullMessagePolicy": "PAGE", "pageFullMessagePolicy": "FAIL", "pageLimitBytes": 1}), None),
            (json!({"addressFullMessagePolicy": "BLOCK"}), None),
            (json!({"addressFullMessagePolicy": "FAIL"}), None),
            (json!({}), None),
        ] {
            let because = drops(&settings);
            assert_eq!(because.is_some(), expected.is_some(), "{settings}");
            assert!(because.unwrap_or_default().contains(expected.unwrap_or_default()), "{settings}");
        }
    }

    #[tokio::test]
    async fn drops_are_an_error_with_its_remedy_or_a_note_where_they_are_allowed() {
        let settings = json!([json!({"addressFullMessagePolicy": "DROP"}).to_string()]).to_string();
        let management = || Scripted::new([did("broker getAddressSettingsAsJSON", &settings)]);
        let error = check(&management(), "e", false).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Conflict && error.to_string().contains("allow_broker_drops"), "{error}");
        assert!(check(&management(), "e", true).await.unwrap().is_some_and(|note| note.contains("`e`")));
    }

    #[tokio::test]
    async fn an_address_that_refuses_what_it_has_no_room_for_is_known_by_its_policies() {
        for (settings, expected) in [
            (json!({"addressFullMessagePolicy": "FAIL"}), Some("address-full-policy")),
            (json!({"addressFullMessagePolicy": "PAGE", "pageFullMessagePolicy": "FAIL"}), Some("page-full-policy")),
            (json!({"addressFullMessagePolicy": "PAGE"}), None),
        ] {
            let settings = json!([settings.to_string()]).to_string();
            let management = Scripted::new([did("broker getAddressSettingsAsJSON", &settings)]);
            let words = refuses(&management, "e").await.unwrap();
            assert_eq!(words.is_some(), expected.is_some());
            assert!(words.unwrap_or_default().contains(expected.unwrap_or_default()));
        }
    }
}
