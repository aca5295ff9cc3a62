//! What an event is on the wire, whatever the protocol.

pub(super) const BODY: &[u8] = br#"{"id":1000001,"customer":"Ada Lovelace","street":"12 St James's Square, second floor","city":"London, United Kingdom","amount":1234.5,"items":[101,202,303,404,505,606]}"#;

pub(super) const HEADERS: [(&str, &str); 7] = [
    ("event_id", "0191f5a0-7b1c-7c3e-9a57-3f2b8c1d4e5f"),
    ("event_name", "OrderPlaced"),
    ("event_version", "1"),
    ("occurred_at", "2026-11-21T10:00:00.123456Z"),
    ("correlation_id", "0191f5a0-7b1c-7c3e-9a57-3f2b8c1d4e60"),
    ("content_type", "application/json"),
    ("tenant", "acme"),
];
