/// Submits a registration to the registry, or nothing if there is none.
#[cfg(feature = "registry")]
#[doc(hidden)]
#[macro_export]
macro_rules! __submit {
    ($($registration:tt)*) => {
        $crate::inventory::submit! { $($registration)* }
    };
}

/// Submits a registration to the registry, or nothing if there is none.
#[cfg(not(feature = "registry"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __submit {
    ($($registration:tt)*) => {};
}
