use tidings_core::{Error, ErrorKind};

use super::Privacy;
use crate::url::{Credentials, Host};

/// Refuses to send a password where anybody on the way could read it.
///
/// # Errors
/// `Configuration` for a password over an [open](Privacy::Open) connection, unless `allow_plain`.
pub fn check_password(
    credentials: &Credentials,
    privacy: Privacy,
    allow_plain: bool,
    host: &Host,
) -> Result<(), Error> {
    if credentials.is_anonymous() || allow_plain || privacy != Privacy::Open {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Configuration, "log in")
        .with("problem", "the password would cross a plain connection to another machine")
        .with("address", host)
        .with("user", credentials.who())
        .with_remedy("say `.allow_plain()` or `?allow_plain=true` if everybody on the way may read it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(user: &str, privacy: Privacy, allow_plain: bool) -> bool {
        let credentials = Credentials::new(user, "topsecret");
        let checked = check_password(&credentials, privacy, allow_plain, &Host::new("broker", 1));
        if let Err(error) = &checked {
            assert!(error.to_string().contains("allow_plain") && !format!("{error:?}").contains("topsecret"));
        }
        checked.is_ok()
    }

    #[test]
    fn a_password_crosses_an_open_connection_only_when_allowed() {
        assert!(!check("user", Privacy::Open, false));
        assert!(check("user", Privacy::Open, true));
        assert!(check("user", Privacy::Loopback, false));
        assert!(check("user", Privacy::Encrypted, false));
        assert!(check("", Privacy::Open, false), "there is no password to protect");
    }
}
