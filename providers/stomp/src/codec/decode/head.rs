use std::ops::Range;

use super::DecodeError;
use crate::codec::{
    command::Command,
    escape::{Rules, Undefined, unescape},
    frame::Frame,
    headers::{Field, Headers},
    limits::Limits,
    version::Version,
};

/// How many headers most frames have room for at once.
const USUAL_HEADERS: usize = 24;

/// How much of a foreign protocol is shown.
const SHOWN_BYTES: usize = 16;

/// A command and its headers, as far as they are there.
#[derive(Debug, Default)]
pub(super) struct Head {
    command: Option<Command>,
    fields: Vec<Field>,
    /// Whether the first line ended with CR LF.
    crlf: bool,
    /// Where the line begins that is not complete yet.
    line: usize,
    /// Where no line end was looked for yet.
    scanned: usize,
}

impl Head {
    /// Reads what came; gives the length of the head once it is complete.
    pub(super) fn read(
        &mut self,
        source: &[u8],
        limits: Limits,
        version: Version,
        begun: bool,
    ) -> Result<Option<usize>, DecodeError> {
        while let Some(at) = memchr::memchr(b'\n', &source[self.scanned..]) {
            let end = self.scanned + at;
            if end >= limits.header_bytes {
                return Err(DecodeError::HeadTooLarge { limit: limits.header_bytes });
            }
            self.scanned = end + 1;
            let line = self.line..end;
            self.line = end + 1;
            if self.command.is_none() {
                self.crlf = source[line.clone()].ends_with(b"\r");
                let name = &source[line.start..line.end - usize::from(self.crlf)];
                self.command = Some(Command::from_name(name).ok_or_else(|| no_command(source, begun))?);
                continue;
            }
            let cr = (self.crlf || version == Version::V1_2) && source[line.clone()].ends_with(b"\r");
            let line = line.start..line.end - usize::from(cr);
            if line.is_empty() {
                return Ok(Some(self.line));
            }
            if self.fields.len() == limits.headers {
                return Err(DecodeError::TooManyHeaders { limit: limits.headers });
            }
            self.header(source, line)?;
        }
        self.scanned = source.len();
        if source.len() > limits.header_bytes {
            return Err(DecodeError::HeadTooLarge { limit: limits.header_bytes });
        }
        if self.command.is_none() && !Command::ALL.iter().any(|command| may_become(source, command.name())) {
            return Err(no_command(source, begun));
        }
        Ok(None)
    }

    #[cfg(test)]
    pub(super) fn scanned(&self) -> usize {
        self.scanned
    }

    fn header(&mut self, source: &[u8], line: Range<usize>) -> Result<(), DecodeError> {
        // Names are so short that a search by many bytes at once would not pay.
        let Some(colon) = source[line.clone()].iter().position(|byte| *byte == b':') else {
            return Err(DecodeError::NoColon);
        };
        let colon = line.start + colon;
        if self.fields.is_empty() {
            self.fields.reserve(USUAL_HEADERS);
        }
        self.fields.push(Field { name: line.start..colon, value: colon + 1..line.end, exact: true });
        Ok(())
    }

    /// Makes a frame without a body of a head that is complete.
    pub(super) fn finish(mut self, text: &[u8], version: Version) -> Result<Frame, DecodeError> {
        // A head is complete only with its command.
        let command = self.command.ok_or(DecodeError::UnknownCommand)?;
        let mut text = text.to_vec();
        if Rules::of(version, command).has_escapes() {
            unescape_fields(&mut text, &mut self.fields, command == Command::Error)?;
        }
        let text = String::from_utf8(text).unwrap_or_else(|odd| decode_lossily(odd.as_bytes(), &mut self.fields));
        Ok(Frame { command, headers: Headers::received(text, self.fields), body: Default::default() })
    }
}

/// Unescapes the fields that need it; there are few, and the others are not looked at.
fn unescape_fields(text: &mut [u8], fields: &mut [Field], lenient: bool) -> Result<(), DecodeError> {
    let next = |text: &[u8], from: usize| memchr::memchr(b'\\', &text[from..]).map_or(usize::MAX, |at| from + at);
    let mut escape = next(text, 0);
    for field in fields {
        let end = field.value.end;
        if escape >= end {
            continue;
        }
        let (name, bad_name) = unescape(text, field.name.clone());
        let (value, bad_value) = unescape(text, field.value.clone());
        if !lenient && (bad_name == Undefined(true) || bad_value == Undefined(true)) {
            return Err(DecodeError::UndefinedEscape { name: String::from_utf8_lossy(&text[name]).into_owned() });
        }
        // What is left over might be half a character: the whole must be as good a text as it was.
        text[name.end..field.name.end].fill(b' ');
        text[value.end..end].fill(b' ');
        *field = Field { name, value, exact: true };
        escape = next(text, end);
    }
    Ok(())
}

/// A text of fields that are not all UTF-8.
fn decode_lossily(source: &[u8], fields: &mut [Field]) -> String {
    let mut text = String::with_capacity(source.len());
    for field in fields {
        let mut copy = |place: &mut Range<usize>| {
            let start = text.len();
            let part = &source[place.clone()];
            text.push_str(&String::from_utf8_lossy(part));
            *place = start..text.len();
            std::str::from_utf8(part).is_ok()
        };
        field.exact = copy(&mut field.name) & copy(&mut field.value);
    }
    text
}

/// Whether bytes without a line end may be the beginning of a line that is this command.
fn may_become(start: &[u8], name: &str) -> bool {
    let start = start.strip_suffix(b"\r").filter(|start| *start == name.as_bytes()).unwrap_or(start);
    name.as_bytes().starts_with(start)
}

fn no_command(source: &[u8], begun: bool) -> DecodeError {
    if begun {
        return DecodeError::UnknownCommand;
    }
    let start = &source[..source.len().min(SHOWN_BYTES)];
    DecodeError::NotStomp { start: String::from_utf8_lossy(start).into_owned() }
}
