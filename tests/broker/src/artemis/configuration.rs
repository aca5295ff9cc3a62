use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::escape::{property, xml};
use super::place::Place;
use super::rights::{Right, Rights};
use super::tls::Tls;
use crate::Error;

/// The role of `admin`, which has every right everywhere.
const ADMIN: &str = "amq";
const ANYWHERE: &str = "#";
const MANAGEMENT: &str = "activemq.management.#";

/// A user beside `admin`.
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) password: String,
    pub(crate) rights: Rights,
}

type Change = Box<dyn Fn(String) -> String + Send + Sync>;

/// What a test asks of its broker, and how that is written into the files of an Artemis instance.
#[derive(Default)]
pub(crate) struct Configuration {
    pub(crate) users: Vec<User>,
    /// Pattern, user, rights.
    pub(crate) grants: Vec<(String, String, Rights)>,
    pub(crate) anonymous: bool,
    /// Pattern, elements.
    pub(crate) address_settings: Vec<(String, String)>,
    pub(crate) changes: Vec<Change>,
    pub(crate) tls: Option<Tls>,
}

impl Configuration {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        for (n, User { name, .. }) in self.users.iter().enumerate() {
            if name.is_empty() || name == "admin" || name.contains(',') {
                return Err(Error::new(format!("`{name}` cannot be the name of a further user")));
            }
            if self.users[..n].iter().any(|other| other.name == *name) {
                return Err(Error::new(format!("the user `{name}` is there twice")));
            }
        }
        let known = |name: &str| self.users.iter().any(|user| user.name == name);
        if let Some(user) = self.tls.as_ref().and_then(|tls| tls.user.as_ref())
            && user != "admin"
            && !known(user)
        {
            return Err(Error::new(format!("a certificate signs in `{user}`, which is no user")));
        }
        for (pattern, name, _) in &self.grants {
            if !known(name) {
                return Err(Error::new(format!("rights on `{pattern}` are given to `{name}`, which is no user")));
            }
        }
        Ok(())
    }

    /// Writes the `etc` folder.
    pub(crate) fn write(&self, etc: &Path, place: &Place) -> std::io::Result<()> {
        std::fs::create_dir_all(etc)?;
        let write = |name: &str, text: &str| std::fs::write(etc.join(name), text);
        if let Some(tls) = &self.tls {
            tls.write(etc)?;
        }
        let domain = self.tls.as_ref().map_or_else(String::new, Tls::domain);
        write("broker.xml", &self.broker_xml(etc, place))?;
        write("bootstrap.xml", &include_str!("template/bootstrap.xml").replace("@CERTIFICATES@", &domain))?;
        write("management.xml", include_str!("template/management.xml"))?;
        write("log4j2.properties", include_str!("template/log4j2.properties"))?;
        write("login.config", &self.login())?;
        write("artemis-users.properties", &self.user_properties())?;
        write("artemis-roles.properties", &self.role_properties())
    }

    fn broker_xml(&self, etc: &Path, Place { ports, tls_ports, role }: &Place) -> String {
        let tls = self.tls.as_ref().map_or_else(String::new, |tls| tls.acceptors(etc, *tls_ports));
        let text = include_str!("template/broker.xml")
            .replace("@DATA@", &role.data())
            .replace("@ROLE@", &role.xml())
            .replace("@DEFAULTS@", role.settings())
            .replace("@TLS_ACCEPTORS@", &tls)
            .replace("@AMQP@", &ports.amqp.to_string())
            .replace("@STOMP@", &ports.stomp.to_string())
            .replace("@CORE@", &ports.core.to_string())
            .replace("@SECURITY@", &self.security())
            .replace("@ADDRESS_SETTINGS@", &self.settings());
        self.changes.iter().fold(text, |text, change| change(text))
    }

    fn settings(&self) -> String {
        self.address_settings.iter().fold(String::new(), |mut out, (pattern, elements)| {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "<address-setting match=\"{}\">{elements}</address-setting>", xml(pattern));
            out
        })
    }

    fn security(&self) -> String {
        let mut settings: BTreeMap<&str, Vec<(String, Rights)>> = BTreeMap::new();
        for (n, user) in self.users.iter().enumerate() {
            for pattern in [ANYWHERE, MANAGEMENT] {
                settings.entry(pattern).or_default().push((role(n), user.rights));
            }
        }
        for (pattern, name, rights) in &self.grants {
            if let Some(n) = self.users.iter().position(|user| user.name == *name) {
                let roles = settings.entry(pattern).or_default();
                roles.retain(|(other, _)| *other != role(n));
                roles.push((role(n), *rights));
            }
        }
        settings.entry(ANYWHERE).or_default();
        settings.entry(MANAGEMENT).or_default();
        let mut out = String::new();
        for (pattern, roles) in settings {
            let _ = writeln!(out, "<security-setting match=\"{}\">", xml(pattern));
            for right in Right::ALL {
                let mut names = String::from(ADMIN);
                for (name, _) in roles.iter().filter(|(_, rights)| rights.contains(right)) {
                    let _ = write!(names, ",{name}");
                }
                let _ = writeln!(out, "   <permission type=\"{}\" roles=\"{names}\"/>", right.permission());
            }
            out.push_str("</security-setting>\n");
        }
        out
    }

    fn login(&self) -> String {
        let (flag, guest) =
            if self.anonymous { ("sufficient", include_str!("template/guest.config")) } else { ("required", "") };
        let login = include_str!("template/login.config").replace("@FLAG@", flag).replace("@GUEST@", guest);
        login + include_str!("template/certificate.config")
    }

    fn user_properties(&self) -> String {
        self.users.iter().fold(String::from("admin = admin\n"), |mut out, user| {
            let _ = writeln!(out, "{} = {}", property(&user.name), property(&user.password));
            out
        })
    }

    fn role_properties(&self) -> String {
        self.users.iter().enumerate().fold(format!("{ADMIN} = admin\n"), |mut out, (n, user)| {
            let _ = writeln!(out, "{} = {}", role(n), property(&user.name));
            out
        })
    }
}

/// Each user has a role of its own.
fn role(user: usize) -> String {
    format!("user-{user}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artemis::role::{Peers, Role};

    fn with_reader() -> Configuration {
        let rights = Rights::all().without(Right::Send);
        Configuration {
            users: vec![User { name: "reader".into(), password: "p=w".into(), rights }],
            ..Configuration::default()
        }
    }

    #[test]
    fn a_user_has_its_rights_beside_those_of_admin() {
        let security = with_reader().security();
        assert!(security.contains(r#"type="consume" roles="amq,user-0""#), "{security}");
        assert!(security.contains(r#"type="send" roles="amq""#), "{security}");
    }

    #[test]
    fn rights_on_a_pattern_make_a_setting_of_its_own() {
        let mut configuration = with_reader();
        configuration.grants.push(("a&b.#".into(), "reader".into(), Rights::none()));
        let security = configuration.security();
        let setting = security.split("<security-setting ").find(|s| s.starts_with("match=\"a&amp;b.#\"")).unwrap();
        assert!(!setting.contains("user-0"), "{setting}");
    }

    #[test]
    fn rights_for_an_unknown_user_are_refused() {
        let mut configuration = with_reader();
        configuration.grants.push(("a".into(), "writer".into(), Rights::none()));
        assert!(configuration.validate().unwrap_err().to_string().contains("`writer`"));
    }

    #[test]
    fn a_certificate_of_an_unknown_user_is_refused() {
        let tls = Some(Tls::new().unwrap().sign_in("writer"));
        let error = Configuration { tls, ..Configuration::default() }.validate().unwrap_err();
        assert!(error.to_string().contains("`writer`"), "{error}");
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        let mut configuration = with_reader();
        configuration.tls = Some(Tls::new().unwrap().sign_in("reader"));
        let peers = Peers { own: 1, others: vec![2] };
        for role in [Role::Alone, Role::Primary(peers.clone()), Role::Backup(peers, "data".into())] {
            let mut place = Place::free().unwrap();
            place.role = role;
            let xml = configuration.broker_xml(Path::new("etc"), &place);
            assert!(!xml.contains('@'), "{xml}");
        }
        assert!(!configuration.login().contains('@'));
    }
}
