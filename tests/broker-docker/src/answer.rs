use std::error::Error;

/// What a command gives; the error's text is for the person who runs the tests.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The line that tells an outcome.
pub(crate) fn line(outcome: &Outcome<String>) -> String {
    let (word, text) = match outcome {
        Ok(text) => ("ok", text.clone()),
        Err(error) => ("failed", told(error.as_ref())),
    };
    let text = text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
    format!("{word} {text}\n")
}

/// An error with its causes, each of which names the next one or not.
pub(crate) fn told(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_one_line_whatever_it_holds() {
        assert_eq!(line(&Ok("a\nb\\n\r".into())), "ok a\\nb\\\\n\\r\n");
        assert_eq!(line(&Err("it\nfailed".into())), "failed it\\nfailed\n");
    }

    #[test]
    fn the_causes_of_an_error_are_told_once() {
        let cause = std::io::Error::other("nobody answers");
        let error = std::io::Error::other(Box::<dyn Error + Send + Sync>::from(cause));
        assert_eq!(line(&Err(error.into())), "failed nobody answers\n");
    }
}
