use super::{concrete, function::function, policy::policy};
use crate::{
    model::{Form, Listener},
    problems::Problems,
    text,
};

/// A listener is one concrete type with one event.
pub(crate) fn listener(listener: &Listener, problems: &mut Problems) {
    policy(&listener.policy, problems);
    match &listener.form {
        Form::Struct { made, .. } => {
            let ident = made.ident();
            concrete(made.generics(), || text::generic_service(ident), || text::borrowing_service(ident), problems);
        }
        Form::Impl { item, .. } => {
            let text = || text::LISTENER_IMPL_GENERIC.to_owned();
            concrete(&item.generics, text, text, problems);
        }
        Form::Function(item) => function(item, problems),
    }
}
