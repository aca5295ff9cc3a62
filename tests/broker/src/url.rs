use std::fmt::Write;

/// A URL on host and port; `userinfo` is that of [`userinfo`], or empty for none.
pub(crate) fn url(scheme: &str, userinfo: &str, host: &str, port: u16) -> String {
    match userinfo {
        "" => format!("{scheme}://{host}:{port}"),
        _ => format!("{scheme}://{userinfo}@{host}:{port}"),
    }
}

/// `user:password` for a URL: all but the unreserved characters is percent-encoded.
pub(crate) fn userinfo(user: &str, password: &str) -> String {
    format!("{}:{}", encoded(user), encoded(password))
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_password_are_percent_encoded() {
        assert_eq!(userinfo("a@b", "p:w/1%"), "a%40b:p%3Aw%2F1%25");
        assert_eq!(url("stomp", &userinfo("a", "b"), "host", 1), "stomp://a:b@host:1");
    }
}
