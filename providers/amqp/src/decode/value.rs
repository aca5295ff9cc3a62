//! Simple values, as text.

use std::borrow::Cow;

use tidings_core::headers::Field;
use tidings_wire::link::{Value, usual};

use super::reader::{Malformed, Raw};

/// Names and values, in their order.
pub(super) fn application(map: Raw<'_>) -> Result<Vec<(Cow<'static, str>, Value)>, Malformed> {
    let mut elements = map.elements()?;
    let mut all = Vec::with_capacity(8);
    while let Some(key) = elements.next().transpose()? {
        let name = key.text().ok_or(Malformed("the name of a property is no text"))??;
        let value = elements.next().ok_or(Malformed("a map has a key without a value"))??;
        all.push((usual::name(Field::of(name), name), simple(value)?));
    }
    Ok(all)
}

fn simple(value: Raw<'_>) -> Result<Value, Malformed> {
    if let Some(text) = value.text() {
        return text.map(|text| Value::Text(usual::value(text)));
    }
    if let Some(flag) = value.flag() {
        return Ok(Value::Bool(flag));
    }
    Ok(other(value).map_or(Value::Null, Value::Other))
}

/// Bytes and decimals have no text that a reader would expect.
fn other(value: Raw<'_>) -> Option<String> {
    let number = value.unsigned().map(|number| number.to_string());
    let number = number.or_else(|| value.signed().or_else(|| value.timestamp()).map(|number| number.to_string()));
    number.or_else(|| match (value.code, value.bytes) {
        (0x72, bytes) => Some(f32::from_be_bytes(bytes.try_into().ok()?).to_string()),
        (0x82, bytes) => Some(f64::from_be_bytes(bytes.try_into().ok()?).to_string()),
        (0x73, bytes) => Some(char::from_u32(u32::from_be_bytes(bytes.try_into().ok()?))?.to_string()),
        (0x98, bytes) => Some(uuid(bytes)),
        _ => None,
    })
}

/// What names a message; bytes name nothing that a person or a header could repeat.
pub(super) fn id(value: Raw<'_>) -> Result<Option<String>, Malformed> {
    if let Some(text) = value.text() {
        return text.map(|text| Some(text.to_owned()));
    }
    let uuid = (value.code == 0x98).then(|| uuid(value.bytes));
    Ok(uuid.or_else(|| value.unsigned().map(|number| number.to_string())))
}

fn uuid(bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}
