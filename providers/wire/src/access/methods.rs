/// Writes the methods that the builder of every networked provider has, over its field of type
/// [`Access`](crate::access::Access), in an `impl` block of the builder.
///
/// ```
/// use tidings_wire::{access::Access, access_methods, url::Scheme};
/// struct Carrier { access: Access }
/// impl Carrier {
///     access_methods!(access);
/// }
/// let access = Access::parse("carrier://broker", Scheme::new("carrier", 1, "carriers", 2));
/// let carrier = Carrier { access }.credentials("orders", "topsecret").backups(["other:1"]);
/// assert!(!format!("{:?}", carrier.access).contains("topsecret"));
/// ```
#[macro_export]
macro_rules! access_methods {
    ($field:ident) => {
        /// Connects as this user instead of the URL's.
        #[must_use]
        pub fn credentials(
            mut self,
            user: impl ::core::convert::Into<::std::string::String>,
            password: impl ::core::convert::Into<$crate::url::Secret>,
        ) -> Self {
            self.$field.credentials(user, password);
            self
        }

        /// Lets the client's certificate say who connects, instead of user and password: the broker maps the
        /// certificate to a user. It needs TLS with `Tls::identity`.
        #[must_use]
        pub fn external(mut self) -> Self {
            self.$field.external();
            self
        }

        /// Lets the password cross a plain connection to another machine, where everybody on the way can read it.
        #[must_use]
        pub fn allow_plain(mut self) -> Self {
            self.$field.allow_plain();
            self
        }

        /// Says whom to trust and who to be, instead of the URL's options. The URL's scheme must be the one of TLS,
        /// and the feature `tls` enabled.
        #[must_use]
        pub fn tls(mut self, tls: $crate::tls::Tls) -> Self {
            self.$field.tls(tls);
            self
        }

        /// Adds hosts, as `host:port`, where the broker may be instead: it is at one of them at a time.
        ///
        /// They are tried in order, beginning with the one that served last. Across a switch duplicates are not
        /// recognized and keys keep no order.
        #[must_use]
        pub fn backups(
            mut self,
            hosts: impl ::core::iter::IntoIterator<Item = impl ::core::convert::AsRef<str>>,
        ) -> Self {
            self.$field.hosts(hosts, $crate::url::HostsKind::Backups);
            self
        }

        /// Adds further nodes, as `host:port`, of the cluster that the URL's host belongs to.
        ///
        /// One of all is chosen by chance, and another when it is lost. Across a switch duplicates are not recognized
        /// and keys keep no order.
        #[must_use]
        pub fn cluster(
            mut self,
            hosts: impl ::core::iter::IntoIterator<Item = impl ::core::convert::AsRef<str>>,
        ) -> Self {
            self.$field.hosts(hosts, $crate::url::HostsKind::Cluster);
            self
        }

        /// Opens sockets by this: a seam for tests, which no version keeps.
        #[doc(hidden)]
        #[must_use]
        pub fn dialled_by(mut self, dial: ::std::sync::Arc<dyn $crate::dial::Dial>) -> Self {
            self.$field.dialled_by(dial);
            self
        }

        /// Counts a connection as lost after this time without life, instead of the manager's limit.
        #[must_use]
        pub fn heartbeat(mut self, limit: ::core::time::Duration) -> Self {
            self.$field.heartbeat(limit);
            self
        }
    };
}
