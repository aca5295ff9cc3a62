//! What every networked provider of Tidings needs: URLs, dialling, supervision, the send window, gathered writes.
