/// What no message says, so that it is never sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unwritable(pub(crate) &'static str);

/// Writes the types of AMQP 1.0 §1.6, each as short as it can be.
pub(super) struct Writer<'a>(pub(super) &'a mut Vec<u8>);

/// The longest that the client says in a length of one byte, though there would be room for one more.
const SHORT: usize = u8::MAX as usize - 1;

/// What a text takes, and so does a symbol.
pub(super) fn text_bytes(text: &str) -> usize {
    text.len() + if text.len() <= SHORT { 2 } else { 5 }
}

/// What a number takes.
pub(super) fn long_bytes(number: i64) -> usize {
    if i8::try_from(number).is_ok() { 2 } else { 9 }
}

impl Writer<'_> {
    /// What is before the value of a section.
    pub(super) fn section(&mut self, descriptor: u8) {
        self.0.extend_from_slice(&[0x00, 0x53, descriptor]);
    }

    pub(super) fn null(&mut self) {
        self.0.push(0x40);
    }

    pub(super) fn flag(&mut self, flag: bool) {
        self.0.push(if flag { 0x41 } else { 0x42 });
    }

    pub(super) fn long(&mut self, number: i64) {
        match i8::try_from(number) {
            Ok(small) => self.0.extend_from_slice(&[0x55, small.to_be_bytes()[0]]),
            Err(_) => {
                self.0.push(0x81);
                self.0.extend_from_slice(&number.to_be_bytes());
            }
        }
    }

    /// Milliseconds of the Unix epoch.
    pub(super) fn timestamp(&mut self, millis: i64) {
        self.0.push(0x83);
        self.0.extend_from_slice(&millis.to_be_bytes());
    }

    pub(super) fn text(&mut self, text: &str) -> Result<(), Unwritable> {
        self.variable([0xa1, 0xb1], text.as_bytes())
    }

    pub(super) fn symbol(&mut self, text: &str) -> Result<(), Unwritable> {
        self.variable([0xa3, 0xb3], text.as_bytes())
    }

    pub(super) fn binary(&mut self, bytes: &[u8]) -> Result<(), Unwritable> {
        self.variable([0xa0, 0xb0], bytes)
    }

    fn variable(&mut self, [short, long]: [u8; 2], bytes: &[u8]) -> Result<(), Unwritable> {
        match u8::try_from(bytes.len()) {
            Ok(length) if bytes.len() <= SHORT => self.0.extend_from_slice(&[short, length]),
            _ => {
                self.0.push(long);
                self.0.extend_from_slice(&counted(bytes.len())?);
            }
        }
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    pub(super) fn empty_list(&mut self) {
        self.0.push(0x45);
    }

    /// What is before so many fields, in so many bytes: few of both.
    pub(super) fn short_list(&mut self, bytes: u8, count: u8) {
        self.0.extend_from_slice(&[0xc0, bytes.saturating_add(1), count]);
    }

    /// What is before so many fields, in so many bytes.
    pub(super) fn list(&mut self, bytes: usize, count: usize) -> Result<(), Unwritable> {
        if count == 0 {
            self.empty_list();
            return Ok(());
        }
        self.compound([0xc0, 0xd0], bytes, count)
    }

    /// What is before so many keys and values together, in so many bytes.
    pub(super) fn map(&mut self, bytes: usize, count: usize) -> Result<(), Unwritable> {
        self.compound([0xc1, 0xd1], bytes, count)
    }

    fn compound(&mut self, [short, long]: [u8; 2], bytes: usize, count: usize) -> Result<(), Unwritable> {
        // Their number is counted as one of the bytes.
        match (u8::try_from(bytes + 1), u8::try_from(count)) {
            (Ok(bytes), Ok(count)) => self.0.extend_from_slice(&[short, bytes, count]),
            _ => {
                self.0.push(long);
                self.0.extend_from_slice(&counted(bytes + 4)?);
                self.0.extend_from_slice(&counted(count)?);
            }
        }
        Ok(())
    }
}

fn counted(bytes: usize) -> Result<[u8; 4], Unwritable> {
    u32::try_from(bytes).map(u32::to_be_bytes).map_err(|_| Unwritable("more than 4 GiB"))
}
