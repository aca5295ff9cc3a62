use std::fmt::Write;

/// Text for an attribute of XML.
pub(super) fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// A key or a value of a Java properties file, which is read as Latin-1.
pub(super) fn property(text: &str) -> String {
    text.encode_utf16().fold(String::new(), |mut out, unit| {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            // Writing to a String cannot fail.
            _ => drop(write!(out, "\\u{unit:04x}")),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_properties_file_would_misread_is_escaped() {
        assert_eq!(property("a=b ä"), r"a\u003db\u0020\u00e4");
    }

    #[test]
    fn a_quote_does_not_end_an_attribute() {
        assert_eq!(xml(r#"a"<&"#), "a&quot;&lt;&amp;");
    }
}
