use proc_macro2::Ident;
use syn::{Attribute, Fields, Generics, ItemStruct, Member, Type};

use crate::{problems::Problems, text};

/// A struct that the container makes by injecting its fields.
pub(crate) struct Constructed {
    /// Without our field attributes.
    pub(crate) item: ItemStruct,
    pub(crate) fields: Vec<Field>,
}

/// A field, and how its value is found.
pub(crate) struct Field {
    pub(crate) member: Member,
    pub(crate) ty: Type,
    /// `#[cfg(..)]` and the like, repeated wherever the field is mentioned.
    pub(crate) cfgs: Vec<Attribute>,
    /// Not injected.
    pub(crate) default: bool,
}

impl Constructed {
    /// Takes our attributes off the fields.
    pub(crate) fn read(mut item: ItemStruct, problems: &mut Problems) -> Self {
        let members: Vec<Member> = item.fields.members().collect();
        let fields = item.fields.iter_mut().zip(members).map(|(field, member)| {
            let (ours, rest) = std::mem::take(&mut field.attrs).into_iter().partition(is_inject);
            field.attrs = rest;
            Field { member, ty: field.ty.clone(), cfgs: cfgs(&field.attrs), default: is_default(&ours, problems) }
        });
        Self { fields: fields.collect(), item }
    }

    pub(crate) fn ident(&self) -> &Ident {
        &self.item.ident
    }

    pub(crate) fn generics(&self) -> &Generics {
        &self.item.generics
    }
}

/// Whether the attribute is a field's `#[inject(..)]`.
pub(crate) fn is_inject(attr: &Attribute) -> bool {
    attr.path().is_ident("inject")
}

/// Those that decide whether something exists at all.
pub(crate) fn cfgs(attrs: &[Attribute]) -> Vec<Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("cfg")).cloned().collect()
}

/// The struct as the compiler may see it: it does not know our field attributes.
pub(crate) fn strip(fields: &mut Fields) {
    for field in fields {
        field.attrs.retain(|attr| !is_inject(attr));
    }
}

fn is_default(ours: &[Attribute], problems: &mut Problems) -> bool {
    for attr in ours {
        if !attr.parse_args::<Ident>().is_ok_and(|word| word == "default") {
            problems.at(attr, text::INJECT);
        }
    }
    if let [_, second, ..] = ours {
        problems.at(second, text::INJECT_TWICE);
    }
    !ours.is_empty()
}
