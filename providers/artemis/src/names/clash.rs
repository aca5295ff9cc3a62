use std::collections::BTreeMap;

use tidings_core::{
    Problem, ProblemKind,
    names::{NameError, NameUse, check_name},
    provider::Claim,
};

use super::{QueueName, QueueNaming};

/// What in the names of these claims cannot work: a composed name that the broker would split elsewhere, and two
/// queues of one name.
pub fn problems(claims: &[Claim], naming: QueueNaming) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut known: BTreeMap<String, &Claim> = BTreeMap::new();
    for claim in claims {
        let name = QueueName::of(claim, naming);
        if let Err(error) = check_name(&name.queue, NameUse::Address) {
            problems.push(unreadable(claim, &name, error));
        }
        match known.get(&name.queue) {
            Some(first) => problems.push(clash(first, claim, &name.queue)),
            None => {
                known.insert(name.queue, claim);
            }
        }
    }
    problems
}

fn unreadable(claim: &Claim, name: &QueueName, error: NameError) -> Problem {
    let remedy = match (claim.server(), error) {
        (Some(_), NameError::DoubleColon | NameError::EdgeColon) => {
            "write `-` instead of the colons in the server name, as in `fe80--1-8080`"
        }
        (Some(_), _) => "choose a server name of letters, digits, `-`, `.` and single colons",
        (None, _) => "choose another name for the listener",
    };
    let kind = if claim.server().is_some() { ProblemKind::ServerName } else { ProblemKind::InvalidName };
    Problem::new(kind, format!("the queue name `{}` of listener `{}` {error}", name.queue, claim.listener()), remedy)
}

fn clash(first: &Claim, second: &Claim, queue: &str) -> Problem {
    let who = |claim: &Claim| format!("`{}` of `{}`", claim.listener(), claim.event().name());
    let remedy = if first.address() == second.address() {
        "rename one of the listeners"
    } else {
        "rename one of the listeners, or use `QueueNaming::Qualified`"
    };
    let message = format!("listeners {} and {} would share the queue `{queue}`", who(first), who(second));
    Problem::new(ProblemKind::DuplicateListener, message, remedy)
}

#[cfg(test)]
mod tests {
    use tidings_core::event::EventInfo;

    use super::*;

    fn claim(event: &'static str, listener: &str) -> Claim {
        Claim::shared(EventInfo::external(event).into(), listener)
    }

    fn found(claims: &[Claim], naming: QueueNaming) -> Vec<(ProblemKind, String)> {
        problems(claims, naming).into_iter().map(|problem| (problem.kind, problem.to_string())).collect()
    }

    #[test]
    fn a_server_name_may_have_single_colons_inside() {
        assert!(problems(&[claim("e", "l").for_server("host:8080")], QueueNaming::Listener).is_empty());
    }

    #[test]
    fn a_server_name_that_the_broker_would_split_is_refused_with_the_remedy() {
        for server in ["[::1]:8080", "fe80::1", "host:"] {
            let found = found(&[claim("e", "l").for_server(server)], QueueNaming::Listener);
            assert_eq!(found.len(), 1, "{server}");
            assert!(found[0].0 == ProblemKind::ServerName && found[0].1.contains("write `-`"), "{found:?}");
        }
    }

    #[test]
    fn two_listeners_of_one_queue_are_a_problem_and_qualified_names_avoid_it() {
        let claims = [claim("a", "l"), claim("b", "l")];
        let clash = found(&claims, QueueNaming::Listener);
        assert!(clash.len() == 1 && clash[0].0 == ProblemKind::DuplicateListener, "{clash:?}");
        assert!(clash[0].1.contains("QueueNaming::Qualified"));
        assert!(found(&claims, QueueNaming::Qualified).is_empty());
    }

    #[test]
    fn a_name_with_a_server_can_clash_with_a_longer_listener_name() {
        let claims = [claim("e", "a").for_server("b-c"), claim("f", "a-b").for_server("c")];
        assert_eq!(found(&claims, QueueNaming::Listener).len(), 1);
    }
}
