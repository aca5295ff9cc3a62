//! Proofs that nothing is lost, as a command: see the README of this folder.
#![expect(clippy::print_stderr, reason = "it is a program")]

use std::process::ExitCode;

use tidings_faults::{reality, sim, torture};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"simulate", rest)) => sim::main(rest),
        #[cfg(feature = "mutants")]
        Some((&"mutants", rest)) => sim::mutants(rest),
        Some((&"torture", rest)) => torture::main(rest),
        Some((&"reality", rest)) => reality::main(rest),
        Some((&"torture-child", rest)) => torture::child(rest),
        _ => {
            eprintln!("usage: tidings-faults simulate --seeds N | --seed S [--protocol amqp|stomp]");
            eprintln!("       tidings-faults mutants [--seeds N] [--protocol amqp|stomp], with the feature `mutants`");
            eprintln!("       tidings-faults reality [--protocol amqp|stomp] [--only PART]");
            eprintln!("       tidings-faults torture --minutes M --protocol amqp|stomp [--seed S] [--json FILE]");
            ExitCode::from(2)
        }
    }
}
