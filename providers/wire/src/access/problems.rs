//! Finds what cannot work before anything connects.

use tidings_core::{Error, ErrorKind};

use crate::{dial::Secure, tls::Tls, url::BrokerUrl};

/// Everything that cannot work; it blocks while files of certificates are read.
pub(super) fn of(url: &Result<BrokerUrl, Error>) -> Vec<Error> {
    let mut problems = contradictions(url);
    if let Ok(url) = url
        && url.is_encrypted
    {
        problems.extend(Secure::check(&url.tls.clone().unwrap_or_default()).err());
    }
    problems
}

/// What cannot work whatever the files hold.
pub(super) fn contradictions(url: &Result<BrokerUrl, Error>) -> Vec<Error> {
    let url = match url {
        Ok(url) => url,
        Err(error) => return vec![error.again()],
    };
    let mut problems = Vec::new();
    if !url.is_encrypted && url.tls.is_some() {
        problems.push(
            wrong("there are settings for TLS, and the connection would be plain")
                .with("url", url)
                .with_remedy("write the URL with the scheme of TLS, such as `amqps://` or `stomps://`"),
        );
    }
    if url.external {
        let has_identity = url.tls.as_ref().is_some_and(Tls::has_identity);
        if !url.is_encrypted || !has_identity {
            problems.push(
                wrong("there is no certificate that could say who connects").with_remedy(
                    "connect with TLS, and give certificate and key by `Tls::identity` or the URL's options",
                ),
            );
        }
        if !url.credentials.is_anonymous() {
            problems.push(
                wrong("both a user and the client's certificate say who connects")
                    .with("user", url.credentials.who())
                    .with_remedy("leave one of them out"),
            );
        }
    }
    problems
}

fn wrong(what: &'static str) -> Error {
    Error::new(ErrorKind::Configuration, "connect").with("problem", what)
}
