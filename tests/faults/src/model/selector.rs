use super::{Message, Value};

/// A selector of the language that brokers of Java share, as far as anybody here writes it: comparisons of properties
/// with texts, `IN`, `LIKE`, `IS NULL`, joined by `AND`, `OR`, `NOT` and brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector(Term);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Term {
    Equal(String, String),
    In(String, Vec<String>),
    Like(String, String),
    IsNull(String),
    Not(Box<Term>),
    And(Box<Term>, Box<Term>),
    Or(Box<Term>, Box<Term>),
}

impl Selector {
    /// Reads a selector; `None` if it is none that is known here.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = words(text)?.into_iter().rev().collect();
        let term = either(&mut words)?;
        words.is_empty().then_some(Self(term))
    }

    /// Whether it selects a message.
    pub fn fits(&self, message: &Message) -> bool {
        self.0.holds(message)
    }
}

impl Term {
    fn holds(&self, message: &Message) -> bool {
        match self {
            Self::Equal(name, text) => value(message, name).as_deref() == Some(text),
            Self::In(name, texts) => value(message, name).is_some_and(|found| texts.contains(&found)),
            Self::Like(name, pattern) => value(message, name).is_some_and(|found| is_like(&found, pattern)),
            Self::IsNull(name) => value(message, name).is_none(),
            Self::Not(term) => !term.holds(message),
            Self::And(one, other) => one.holds(message) && other.holds(message),
            Self::Or(one, other) => one.holds(message) || other.holds(message),
        }
    }
}

fn value(message: &Message, name: &str) -> Option<String> {
    match name {
        "_AMQ_ORIG_QUEUE" => return message.origin_queue.as_deref().map(str::to_owned),
        "_AMQ_ORIG_ADDRESS" => return message.origin_address.as_deref().map(str::to_owned),
        _ => {}
    }
    message.payload.application.iter().find(|(known, _)| known == name).and_then(|(_, value)| match value {
        Value::Text(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null => None,
    })
}

fn is_like(text: &str, pattern: &str) -> bool {
    match pattern.split_once('%') {
        None => text == pattern,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            rest.is_empty() || (0..=text.len()).filter_map(|at| text.get(at..)).any(|text| is_like(text, rest))
        }),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Name(String),
    Text(String),
    Sign(char),
}

fn words(text: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            ' ' | '\n' | '\t' => {}
            '\'' => {
                let mut word = String::new();
                loop {
                    match rest.next()? {
                        '\'' if rest.peek() == Some(&'\'') => word.extend(rest.next()),
                        '\'' => break,
                        other => word.push(other),
                    }
                }
                words.push(Word::Text(word));
            }
            '(' | ')' | ',' | '=' => words.push(Word::Sign(next)),
            '<' if rest.next() == Some('>') => words.push(Word::Sign('!')),
            other if other.is_alphanumeric() || other == '_' => {
                let mut word = String::from(other);
                while let Some(more) = rest.next_if(|it| it.is_alphanumeric() || matches!(it, '_' | '.' | '-')) {
                    word.push(more);
                }
                words.push(Word::Name(word));
            }
            _ => return None,
        }
    }
    Some(words)
}

/// The words still to be read, the next one last.
type Rest = Vec<Word>;

fn is_word(rest: &mut Rest, word: &str) -> bool {
    let found = matches!(rest.last(), Some(Word::Name(name)) if name.eq_ignore_ascii_case(word));
    if found {
        rest.pop();
    }
    found
}

fn is_sign(rest: &mut Rest, sign: char) -> bool {
    let found = rest.last() == Some(&Word::Sign(sign));
    if found {
        rest.pop();
    }
    found
}

fn either(rest: &mut Rest) -> Option<Term> {
    let mut term = both(rest)?;
    while is_word(rest, "OR") {
        term = Term::Or(Box::new(term), Box::new(both(rest)?));
    }
    Some(term)
}

fn both(rest: &mut Rest) -> Option<Term> {
    let mut term = single(rest)?;
    while is_word(rest, "AND") {
        term = Term::And(Box::new(term), Box::new(single(rest)?));
    }
    Some(term)
}

fn single(rest: &mut Rest) -> Option<Term> {
    if is_word(rest, "NOT") {
        return Some(Term::Not(Box::new(single(rest)?)));
    }
    if is_sign(rest, '(') {
        let term = either(rest)?;
        return is_sign(rest, ')').then_some(term);
    }
    let Some(Word::Name(name)) = rest.pop() else { return None };
    if is_sign(rest, '=') {
        return text(rest).map(|text| Term::Equal(name, text));
    }
    if is_sign(rest, '!') {
        let differs = text(rest).map(|text| Term::Equal(name.clone(), text))?;
        return Some(Term::And(Box::new(Term::Not(Box::new(differs))), Box::new(not(Term::IsNull(name)))));
    }
    if is_word(rest, "IS") {
        let is_not = is_word(rest, "NOT");
        let term = is_word(rest, "NULL").then_some(Term::IsNull(name))?;
        return Some(if is_not { not(term) } else { term });
    }
    let is_not = is_word(rest, "NOT");
    let term = if is_word(rest, "IN") { among(rest, name)? } else { like(rest, name)? };
    Some(if is_not { not(term) } else { term })
}

fn not(term: Term) -> Term {
    Term::Not(Box::new(term))
}

fn among(rest: &mut Rest, name: String) -> Option<Term> {
    let mut texts = Vec::new();
    is_sign(rest, '(').then_some(())?;
    loop {
        texts.push(text(rest)?);
        if is_sign(rest, ')') {
            return Some(Term::In(name, texts));
        }
        is_sign(rest, ',').then_some(())?;
    }
}

fn like(rest: &mut Rest, name: String) -> Option<Term> {
    is_word(rest, "LIKE").then_some(())?;
    text(rest).map(|pattern| Term::Like(name, pattern))
}

fn text(rest: &mut Rest) -> Option<String> {
    match rest.pop()? {
        Word::Text(text) => Some(text),
        _ => None,
    }
}
