use std::sync::Once;

/// What a listener says that panics because it was told to.
pub(super) const ON_PURPOSE: &str = "told to panic";

/// Keeps panics that are part of a run out of the output.
pub(super) fn hush() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let said = panic.payload();
            let text =
                said.downcast_ref::<String>().map(String::as_str).or_else(|| said.downcast_ref::<&str>().copied());
            if text != Some(ON_PURPOSE) {
                loud(panic);
            }
        }));
    });
}
