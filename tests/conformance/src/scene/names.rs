use std::sync::LazyLock;

use tidings_core::runtime::Runtime;

/// Six letters that no other showing has.
pub(super) fn tag() -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
    let runtime = Runtime::system();
    let letter = || LETTERS[usize::try_from(runtime.below(26)).unwrap_or_default() % 26];
    (0..6).map(|_| char::from(letter())).collect()
}

/// A name for a type that no other type of any process has: other processes use the same broker.
pub(crate) fn unique<T>() -> String {
    static PROCESS: LazyLock<String> = LazyLock::new(tag);
    let path = std::any::type_name::<T>();
    let words = path.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let words: Vec<_> = words.filter(|word| !word.is_empty() && *word != "closure").skip(2).collect();
    format!("{}.{}", words.join("."), *PROCESS)
}
