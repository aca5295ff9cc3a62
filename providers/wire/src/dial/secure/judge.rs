//! Reads what went wrong.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tidings_core::{Error, ErrorKind};
use tokio_rustls::rustls::{self, AlertDescription as Alert, CertificateError as Certificate};

use crate::url::Host;

const HANDSHAKE: &str = "connect with TLS";

/// What is known of one connection when something goes wrong.
pub(super) struct Judge {
    host: Host,
    /// The broker asked for a certificate and there was none.
    asked: Arc<AtomicBool>,
    has_identity: bool,
}

impl Judge {
    pub(super) fn new(host: &Host, asked: Arc<AtomicBool>, has_identity: bool) -> Self {
        Self { host: host.clone(), asked, has_identity }
    }

    /// Why the connection was not made.
    pub(super) fn handshake(&self, error: io::Error) -> Error {
        let told = match tls(&error) {
            Some(rustls::Error::InvalidCertificate(problem)) => self.untrusted(problem),
            Some(rustls::Error::AlertReceived(alert)) => self.refused(*alert),
            Some(rustls::Error::InvalidMessage(_)) => self
                .failed(ErrorKind::Protocol, "the answer is not TLS")
                .with_remedy("is this the port for TLS? a plain port is reached without the `s` in the URL's scheme"),
            Some(rustls::Error::PeerIncompatible(_)) => self
                .failed(ErrorKind::Protocol, "the broker speaks no version or no ciphers of TLS that are safe")
                .with_remedy("let the broker offer TLS 1.2 or 1.3"),
            Some(_) => self.failed(ErrorKind::Protocol, "the broker breaks the rules of TLS"),
            None => self
                .failed(ErrorKind::Disconnected, "the broker ended the connection before it was encrypted")
                .with_remedy("is this the port for TLS? a plain port may hang up on it"),
        };
        told.with_source(error)
    }

    /// No answer in time.
    pub(super) fn silent(&self, limit: Duration) -> Error {
        self.failed(ErrorKind::Timeout, "the port takes connections and says nothing")
            .with("limit", format_args!("{limit:?}"))
            .with_remedy("is this the port for TLS, and does the broker live? a plain port may be silent")
    }

    /// What the broker said when it ended a connection that seemed to be open.
    pub(super) fn parting(&self, error: &io::Error) -> Option<Error> {
        match tls(error) {
            Some(rustls::Error::AlertReceived(alert)) => Some(self.refused(*alert).with_source(error.to_string())),
            _ => None,
        }
    }

    fn untrusted(&self, problem: &Certificate) -> Error {
        let (problem, remedy) = match problem {
            Certificate::Expired | Certificate::ExpiredContext { .. } => {
                ("the broker's certificate has expired", "renew it, or set the clock of this machine right".to_owned())
            }
            Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
                ("the broker's certificate is not valid yet", "set the clock of this machine right, or wait".to_owned())
            }
            Certificate::NotValidForName => ("the broker's certificate is for another host", other_name("")),
            Certificate::NotValidForNameContext { presented, .. } => {
                ("the broker's certificate is for another host", other_name(&format!(" ({})", presented.join(", "))))
            }
            // A signature that does not fit is that of another authority of the same name.
            Certificate::UnknownIssuer | Certificate::BadSignature => (
                "the broker's certificate is from an authority that is not trusted",
                "give the certificate of that authority by `Tls::roots` or the URL's option `ca`".to_owned(),
            ),
            _ => (
                "the broker's certificate is not acceptable",
                "let an authority make one for the broker, for servers and not as an authority itself".to_owned(),
            ),
        };
        self.failed(ErrorKind::Untrusted, problem).with_remedy(remedy)
    }

    fn refused(&self, alert: Alert) -> Error {
        let about_certificates = matches!(
            alert,
            Alert::CertificateRequired
                | Alert::NoCertificate
                | Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::UnknownCA
                | Alert::AccessDenied
                // This is all that some say, once they have what they asked for or not.
                | Alert::HandshakeFailure
        );
        if about_certificates && self.asked.load(Ordering::Relaxed) {
            return self
                .failed(ErrorKind::Credentials, "the broker asks for a client certificate and got none")
                .with_remedy("give certificate and key by `Tls::identity` or the URL's options `cert` and `key`");
        }
        if about_certificates && self.has_identity && alert != Alert::HandshakeFailure {
            return self
                .failed(ErrorKind::Credentials, "the broker does not accept the client's certificate")
                .with("broker", format_args!("{alert:?}"))
                .with_remedy("is it still valid, and does the broker trust the authority that made it?");
        }
        match alert {
            Alert::UnrecognisedName => self
                .failed(ErrorKind::Untrusted, "the broker does not know itself by this name")
                .with_remedy("connect by a name that it knows, or give that by `Tls::server_name`"),
            _ => self
                .failed(ErrorKind::Protocol, "the broker refuses")
                .with("broker", format_args!("{alert:?}"))
                .with_remedy("let the broker offer TLS 1.2 or 1.3 with ciphers that are safe"),
        }
    }

    fn failed(&self, kind: ErrorKind, problem: &'static str) -> Error {
        Error::new(kind, HANDSHAKE).with("address", &self.host).with("problem", problem)
    }
}

fn other_name(presented: &str) -> String {
    format!("connect by a name that it has{presented}, or give that by `Tls::server_name`")
}

fn tls(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}
