//! Names, management commands and topology of Apache Artemis for the providers of Tidings.
