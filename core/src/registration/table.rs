use super::{ListenerEntry, PipelineEntry};

/// What an attribute submits.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Registration {
    /// A listener.
    Listener(&'static ListenerEntry),
    /// A pipeline.
    Pipeline(&'static PipelineEntry),
}

#[cfg(feature = "registry")]
inventory::collect!(Registration);

/// Everything that is linked into the program, in no particular order.
#[cfg(feature = "registry")]
fn linked() -> impl Iterator<Item = Registration> {
    inventory::iter::<Registration>.into_iter().copied()
}

#[cfg(not(feature = "registry"))]
fn linked() -> impl Iterator<Item = Registration> {
    std::iter::empty()
}

/// Every linked listener, sorted by place and name, since the linker's order differs from build to build.
pub(super) fn listeners() -> Vec<&'static ListenerEntry> {
    let mut all: Vec<_> =
        linked().filter_map(|r| if let Registration::Listener(l) = r { Some(l) } else { None }).collect();
    all.sort_unstable_by(|a, b| (a.info().place(), a.info().name()).cmp(&(b.info().place(), b.info().name())));
    all
}

/// Every linked pipeline, in no particular order.
pub(super) fn pipelines() -> Vec<&'static PipelineEntry> {
    linked().filter_map(|r| if let Registration::Pipeline(p) = r { Some(p) } else { None }).collect()
}
