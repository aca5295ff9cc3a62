/// What a line of the servant says: `ok ..` or `failed ..`, with line ends and backslashes escaped; `None` for any
/// other.
pub(super) fn parse(line: &str) -> Option<Result<String, String>> {
    let (word, text) = line.split_once(' ')?;
    match word {
        "ok" => Some(Ok(unescape(text))),
        "failed" => Some(Err(unescape(text))),
        _ => None,
    }
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.extend(characters.next().map(|escaped| match escaped {
                'n' => '\n',
                'r' => '\r',
                other => other,
            })),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_with_all_its_lines() {
        assert_eq!(parse(r"ok a\nb\\n"), Some(Ok("a\nb\\n".into())));
        assert_eq!(parse(r"failed it\r\nfailed"), Some(Err("it\r\nfailed".into())));
        assert_eq!(parse("ok "), Some(Ok(String::new())));
    }

    #[test]
    fn what_is_no_answer_is_none() {
        assert_eq!(parse("warning: nobody asked"), None);
        assert_eq!(parse(""), None);
    }
}
