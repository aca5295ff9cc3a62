//! Makes certificates.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, date_time_ymd,
};
use tidings_wire::tls::Pem;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

/// Signs certificates.
pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, in PEM.
pub(super) struct Certified {
    pub(super) certificate: String,
    pub(super) key: String,
}

/// When a certificate is valid.
#[derive(Clone, Copy)]
pub(super) enum Valid {
    Now,
    Formerly,
    Later,
}

impl Authority {
    pub(super) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Its own certificate.
    pub(super) fn pem(&self) -> Pem {
        Pem::bytes(self.0.pem())
    }

    /// The certificate of a host, good for a client too.
    pub(super) fn sign(&self, host: &str, valid: Valid) -> Certified {
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, host);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        let (from, to) = match valid {
            Valid::Now => (2020, 4000),
            Valid::Formerly => (2020, 2021),
            Valid::Later => (3999, 4000),
        };
        (params.not_before, params.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(to, 1, 1));
        let key = KeyPair::generate().unwrap();
        Certified { certificate: params.signed_by(&key, &self.0).unwrap().pem(), key: key.serialize_pem() }
    }

    /// Its own certificate and key.
    pub(super) fn certified(&self) -> Certified {
        Certified { certificate: self.0.pem(), key: self.0.key().serialize_pem() }
    }

    pub(super) fn der(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }
}

impl Certified {
    pub(super) fn pems(&self) -> (Pem, Pem) {
        (Pem::bytes(self.certificate.clone()), Pem::bytes(self.key.clone()))
    }

    pub(super) fn der(&self) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
        let certificate = CertificateDer::from_pem_slice(self.certificate.as_bytes()).unwrap();
        (certificate, PrivateKeyDer::from_pem_slice(self.key.as_bytes()).unwrap())
    }
}
