use syn::{Fields, Member};

use super::concrete;
use crate::{
    model::{Event, Shape},
    problems::Problems,
    text,
};

/// An event is one concrete type that owns its data, and its key is one of its fields.
pub(crate) fn event(event: &Event, problems: &mut Problems) {
    let ident = &event.ident;
    concrete(&event.generics, || text::event_generic(ident), || text::event_borrows(ident), problems);
    if let Some(version) = event.version.as_ref().filter(|version| version.literal == Some(0)) {
        problems.at(&version.expr, text::EVENT_VERSION);
    }
    if let Some(first) = event.key.as_ref().and_then(|key| key.0.first()) {
        key(event, first, problems);
    }
}

/// Only the first step: where it leads, only the compiler knows.
fn key(event: &Event, member: &Member, problems: &mut Problems) {
    match &event.shape {
        Shape::Struct(fields) => has(fields, member, &event.ident.to_string(), problems),
        Shape::Enum(variants) if variants.is_empty() => problems.at(member, text::ENUM_KEY_EMPTY),
        Shape::Enum(variants) => {
            for variant in variants {
                has(&variant.fields, member, &format!("{}::{}", event.ident, variant.ident), problems);
            }
        }
    }
}

fn has(fields: &Fields, member: &Member, owner: &str, problems: &mut Problems) {
    let there: Vec<Member> = fields.members().collect();
    if !there.iter().any(|field| shown(field) == shown(member)) {
        let names: Vec<String> = there.iter().map(shown).collect();
        problems.at(member, text::no_field(&shown(member), owner, &names));
    }
}

fn shown(member: &Member) -> String {
    match member {
        Member::Named(ident) => ident.to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}
