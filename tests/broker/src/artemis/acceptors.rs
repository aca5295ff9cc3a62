use std::path::Path;

use super::escape::property;
use super::ports::TlsPorts;
use super::tls::Tls;

const CERTIFICATE: &str = "server.pem";
const AUTHORITY: &str = "ca.pem";
/// The domain of `login.config` for clients that show a certificate.
const DOMAIN: &str = "certificate";

impl Tls {
    /// Writes the files that the acceptors of [`acceptors`](Self::acceptors) name.
    pub(super) fn write(&self, etc: &Path) -> std::io::Result<()> {
        let write = |name: &str, text: &str| std::fs::write(etc.join(name), text);
        write(CERTIFICATE, &format!("{}{}", self.server.key, self.server.certificate))?;
        write(AUTHORITY, self.ca_pem())?;
        let user = self.user.as_ref();
        let line = user.map(|user| format!("{} = {}\n", property(user), property(&format!("CN={}", Self::CLIENT))));
        write("certificate-users.properties", &line.unwrap_or_default())
    }

    /// The elements of `broker.xml`; `etc` is where [`write`](Self::write) wrote.
    pub(super) fn acceptors(&self, etc: &Path, ports: TlsPorts) -> String {
        let store = |name: &str| etc.join(name).display().to_string();
        let mut options = format!("sslEnabled=true;keyStoreType=PEM;keyStorePath={}", store(CERTIFICATE));
        let client = match (self.client_demanded, &self.user) {
            (true, _) => Some("needClientAuth"),
            (false, Some(_)) => Some("wantClientAuth"),
            (false, None) => None,
        };
        if let Some(client) = client {
            options += &format!(";trustStoreType=PEMCA;trustStorePath={};{client}=true", store(AUTHORITY));
        }
        include_str!("template/tls.xml")
            .replace("@AMQPS@", &ports.amqps.to_string())
            .replace("@STOMPS@", &ports.stomps.to_string())
            .replace("@SASL@", if self.user.is_some() { "EXTERNAL,PLAIN" } else { "PLAIN" })
            .replace("@TLS@", &options)
    }

    /// What `bootstrap.xml` says of certificates.
    pub(super) fn domain(&self) -> String {
        self.user.as_ref().map_or_else(String::new, |_| format!(" certificate-domain=\"{DOMAIN}\""))
    }
}
