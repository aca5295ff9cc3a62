use std::fmt;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};

use crate::Error;

/// A certificate authority that nobody knows, and what it signed for a broker and for a client; see
/// [`Builder::tls`](crate::Builder::tls).
#[derive(Clone)]
pub struct Tls {
    ca: String,
    pub(super) server: Signed,
    client: Signed,
    pub(super) client_demanded: bool,
    /// Whom the client's certificate signs in, if anybody.
    pub(super) user: Option<String>,
}

/// A certificate and its private key, both in PEM.
#[derive(Clone)]
pub(super) struct Signed {
    pub(super) certificate: String,
    pub(super) key: String,
}

impl Tls {
    /// The subject of the client's certificate.
    pub(super) const CLIENT: &str = "tidings-client";

    /// A certificate for the broker that is as it should be: for `127.0.0.1`, `::1` and `localhost`.
    ///
    /// # Errors
    /// No key could be made.
    pub fn new() -> Result<Self, Error> {
        Self::with_server(HERE, 2120)
    }

    /// The broker's certificate ended long ago.
    ///
    /// # Errors
    /// No key could be made.
    pub fn expired() -> Result<Self, Error> {
        Self::with_server(HERE, 2021)
    }

    /// The broker's certificate is for another host, `elsewhere.example`.
    ///
    /// # Errors
    /// No key could be made.
    pub fn for_another_host() -> Result<Self, Error> {
        Self::with_server(&["elsewhere.example"], 2120)
    }

    /// The broker refuses clients that show no certificate of this authority.
    #[must_use]
    pub fn demand_client_certificate(mut self) -> Self {
        self.client_demanded = true;
        self
    }

    /// The client's certificate signs in this user, `admin` or one of [`Builder::user`](crate::Builder::user): by SASL
    /// EXTERNAL over AMQP, by a CONNECT without `login` over STOMP.
    ///
    /// As always on Artemis, the certificate then decides alone: a user and a password beside it are not looked at.
    #[must_use]
    pub fn sign_in(mut self, user: &str) -> Self {
        self.user = Some(user.into());
        self
    }

    /// The certificate of the authority, for the client to trust.
    pub fn ca_pem(&self) -> &str {
        &self.ca
    }

    /// The client's certificate.
    pub fn client_certificate_pem(&self) -> &str {
        &self.client.certificate
    }

    /// The private key of the client's certificate (PKCS #8).
    pub fn client_key_pem(&self) -> &str {
        &self.client.key
    }

    fn with_server(hosts: &[&str], until: i32) -> Result<Self, Error> {
        make(hosts, until).map_err(|cause| Error::new(format!("the certificates for the broker: {cause}")))
    }
}

const HERE: &[&str] = &["127.0.0.1", "::1", "localhost"];

fn make(hosts: &[&str], until: i32) -> Result<Tls, rcgen::Error> {
    let mut ca = CertificateParams::new([])?;
    ca.distinguished_name.push(DnType::CommonName, "tidings-test-ca");
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    let ca_key = KeyPair::generate()?;
    let ca_pem = ca.self_signed(&ca_key)?.pem();
    let issuer = Issuer::new(ca, ca_key);

    let hosts = hosts.iter().map(|host| (*host).to_owned()).collect::<Vec<_>>();
    let server = sign("tidings-broker", hosts, until, ExtendedKeyUsagePurpose::ServerAuth, &issuer)?;
    let client = sign(Tls::CLIENT, Vec::new(), 2120, ExtendedKeyUsagePurpose::ClientAuth, &issuer)?;
    Ok(Tls { ca: ca_pem, server, client, client_demanded: false, user: None })
}

fn sign(
    name: &str,
    hosts: Vec<String>,
    until: i32,
    purpose: ExtendedKeyUsagePurpose,
    issuer: &Issuer<'_, KeyPair>,
) -> Result<Signed, rcgen::Error> {
    let mut params = CertificateParams::new(hosts)?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.extended_key_usages = vec![purpose];
    (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(until, 1, 1));
    let key = KeyPair::generate()?;
    Ok(Signed { certificate: params.signed_by(&key, issuer)?.pem(), key: key.serialize_pem() })
}

/// No private key.
impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("client_demanded", &self.client_demanded)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}
