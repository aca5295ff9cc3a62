use serde_json::Value;
use tidings_core::{Error, ErrorKind};

/// What the broker answered to a [`Request`](super::Request).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Reply {
    /// Whether the broker did what was asked (`_AMQ_OperationSucceeded`).
    pub succeeded: bool,
    /// What it gave back: the first entry of the body's array; null if there is none.
    pub value: Value,
}

impl Reply {
    /// Reads a reply; `body` is empty where the broker sent a null.
    ///
    /// # Errors
    /// `Protocol` if the body is no JSON.
    pub fn read(succeeded: bool, body: &str) -> Result<Self, Error> {
        let body = body.trim();
        let whole: Value = if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(body)
                .map_err(|error| Error::new(ErrorKind::Protocol, "read a management reply").with_source(error))?
        };
        let value = match whole {
            Value::Array(mut entries) if !entries.is_empty() => entries.swap_remove(0),
            _ => Value::Null,
        };
        Ok(Self { succeeded, value })
    }

    /// The JSON that the reply holds as a text, as some operations answer.
    pub(crate) fn inner(&self) -> Value {
        match &self.value {
            Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
            other => other.clone(),
        }
    }

    /// The code of the broker's message, such as `AMQ229019`.
    pub(crate) fn code(&self) -> Option<&str> {
        self.value.as_str()?.split(':').next().filter(|code| code.starts_with("AMQ"))
    }

    /// What the broker said, for an error.
    pub(crate) fn said(&self) -> String {
        match &self.value {
            Value::String(text) => text.clone(),
            Value::Null => "nothing".into(),
            other => other.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn replies_are_read_as_the_broker_was_seen_to_write_them() {
        let exists = Reply::read(false, r#"["AMQ229019: Queue A1.L already exists on address A1"]"#).unwrap();
        assert_eq!(exists.code(), Some("AMQ229019"));
        assert_eq!(Reply::read(true, "[true]").unwrap().value, json!(true));
        assert_eq!(Reply::read(true, r#"[["DLQ"]]"#).unwrap().value, json!(["DLQ"]));
        assert_eq!(Reply::read(true, "").unwrap().value, Value::Null);
        assert_eq!(Reply::read(true, r#"["{\"durable\":true}"]"#).unwrap().inner(), json!({"durable": true}));
        let gone = Reply::read(false, r#"["Problem while retrieving attribute address"]"#).unwrap();
        assert_eq!(gone.code(), None);
        assert_eq!(Reply::read(true, "<html>").unwrap_err().kind(), ErrorKind::Protocol);
    }
}
