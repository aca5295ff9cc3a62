//! Names that attributes state, judged at compile time by the one rule of [`names`](crate::names).

use crate::names::{NameError, NameUse, check_name};

/// Fails the compilation if brokers would misread the name.
#[track_caller]
pub const fn valid_name(name: &str) {
    judge(name, NameUse::Name);
}

/// Fails the compilation if brokers would misread the address.
#[track_caller]
pub const fn valid_address(address: &str) {
    judge(address, NameUse::Address);
}

#[expect(clippy::panic, reason = "evaluated by the compiler only, for which this is the way to refuse")]
#[track_caller]
const fn judge(name: &str, of: NameUse) {
    match check_name(name, of) {
        Ok(()) => {}
        Err(NameError::Empty) => panic!("a name cannot be empty; leave the option out for the default"),
        Err(NameError::Space) => {
            panic!("a name cannot contain white space or control characters; use `.`, `-` or `_` between words")
        }
        Err(NameError::DoubleColon) => panic!("a name cannot contain `::`, which separates address and queue; use `.`"),
        Err(NameError::EdgeColon) => {
            panic!("a name cannot begin or end with `:`, which would join the separator `::`; leave it out")
        }
        Err(NameError::Special(_)) => panic!(
            "a name cannot contain `*`, `#`, `?`, `,` or `%`, nor `/` outside of an address, since brokers give them a meaning; use `.`, `-` or `_`"
        ),
        Err(NameError::Reserved(_)) => {
            panic!("a name cannot begin with `$`, `activemq.` or `dead_letter.`, which are reserved; choose another")
        }
    }
}
