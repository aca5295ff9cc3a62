use std::fmt::Write as _;

use serde::Deserialize;

/// One warning or error of the compiler, or a note under it.
#[derive(Deserialize)]
pub(crate) struct Diagnostic {
    pub(crate) level: String,
    pub(crate) message: String,
    #[serde(default)]
    pub(crate) rendered: Rendered,
    code: Option<Code>,
    spans: Vec<Span>,
    children: Vec<Diagnostic>,
}

/// `null` under a note.
#[derive(Default, Deserialize, PartialEq, Eq)]
#[serde(from = "Option<String>")]
pub(crate) struct Rendered(String);

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: u32,
    line_end: u32,
    column_start: u32,
    column_end: u32,
    is_primary: bool,
    label: Option<String>,
}

impl From<Option<String>> for Rendered {
    fn from(text: Option<String>) -> Self {
        Self(text.unwrap_or_default())
    }
}

impl Rendered {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Diagnostic {
    /// Not the closing words of the compiler.
    pub(crate) fn is_about_code(&self) -> bool {
        matches!(self.level.as_str(), "error" | "warning") && !self.spans.is_empty()
    }

    /// Notes that are ours have no place in the code, and none of the compiler's openings.
    fn is_ours(&self) -> bool {
        const THEIRS: [&str; 9] = [
            "required",
            "this error originates",
            "the full ",
            "for more information",
            "consider using `--verbose`",
            "`#[",
            "expected ",
            "see ",
            "the trait ",
        ];
        self.level == "note" && self.spans.is_empty() && !THEIRS.iter().any(|start| self.message.starts_with(start))
    }
}

/// Code, place, headline, label and our notes of every error.
pub(crate) fn summary(said: &[Diagnostic]) -> String {
    let mut text = String::new();
    for error in said.iter().filter(|diagnostic| diagnostic.level == "error") {
        let code = error.code.as_ref().map(|code| format!("[{}]", code.code)).unwrap_or_default();
        let _ = writeln!(text, "error{code}: {}", portable(&error.message));
        for span in error.spans.iter().filter(|span| span.is_primary) {
            let _ = writeln!(text, "  at {}", place(span));
        }
        for note in error.children.iter().filter(|note| note.is_ours()) {
            let _ = writeln!(text, "  note: {}", portable(&note.message));
        }
    }
    text
}

/// Without where this checkout is.
fn portable(text: &str) -> String {
    text.replace(concat!(env!("CARGO_MANIFEST_DIR"), "/"), "")
}

fn place(span: &Span) -> String {
    let Span { line_start, column_start, line_end, column_end, .. } = span;
    let place = match (span.file_name.contains("/fail/"), line_start == line_end) {
        (false, _) => "another file".to_owned(),
        (true, true) => format!("{line_start}:{column_start}-{column_end}"),
        (true, false) => format!("{line_start}:{column_start}-{line_end}:{column_end}"),
    };
    match &span.label {
        Some(label) => format!("{place}: {label}"),
        None => place,
    }
}
