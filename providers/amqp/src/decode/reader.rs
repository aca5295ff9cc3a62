//! Reads encoded values where they lie: AMQP 1.0 §1.2.

/// What is not encoded as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed(pub(super) &'static str);

/// Encoded bytes that were not read yet.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

/// A value in its encoding; of a described one, the value without its descriptors.
#[derive(Clone, Copy)]
pub(super) struct Raw<'a> {
    pub(super) code: u8,
    pub(super) bytes: &'a [u8],
    pub(super) is_described: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Malformed("it ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Malformed> {
        self.take(1).map(|byte| byte[0])
    }

    fn length(&mut self, is_long: bool) -> Result<usize, Malformed> {
        if !is_long {
            return self.byte().map(usize::from);
        }
        Ok(number(self.take(4)?).try_into().unwrap_or(usize::MAX))
    }

    /// The next value.
    pub(super) fn value(&mut self) -> Result<Raw<'a>, Malformed> {
        let mut code = self.byte()?;
        let is_described = code == 0;
        while code == 0 {
            let descriptor = self.byte()?;
            self.primitive(descriptor)?;
            code = self.byte()?;
        }
        Ok(Raw { is_described, ..self.primitive(code)? })
    }

    /// The next section: the number of its descriptor, and its value.
    pub(super) fn section(&mut self) -> Result<(u64, Raw<'a>), Malformed> {
        if self.byte()? != 0 {
            return Err(Malformed("a section has no descriptor"));
        }
        let code = self.byte()?;
        let descriptor = self.primitive(code)?.descriptor()?;
        Ok((descriptor, self.value()?))
    }

    /// What a constructor says comes next; its upper half is the width.
    fn primitive(&mut self, code: u8) -> Result<Raw<'a>, Malformed> {
        let length = match code >> 4 {
            0x4 => 0,
            0x5 => 1,
            0x6 => 2,
            0x7 => 4,
            0x8 => 8,
            0x9 => 16,
            0xa | 0xc | 0xe => self.length(false)?,
            0xb | 0xd | 0xf => self.length(true)?,
            _ => return Err(Malformed("a value has an unknown type")),
        };
        Ok(Raw { code, bytes: self.take(length)?, is_described: false })
    }
}

impl<'a> Raw<'a> {
    pub(super) fn is_null(self) -> bool {
        self.code == 0x40 && !self.is_described
    }

    /// The elements of a list, or the keys and values of a map.
    pub(super) fn elements(self) -> Result<Elements<'a>, Malformed> {
        let mut reader = Reader(self.bytes);
        let left = match self.code {
            0x45 => 0,
            0xc0 | 0xc1 => reader.length(false)?,
            0xd0 | 0xd1 => reader.length(true)?,
            _ => return Err(Malformed("a section is no list or map")),
        };
        Ok(Elements { reader, left })
    }

    /// A string or symbol.
    pub(super) fn text(self) -> Option<Result<&'a str, Malformed>> {
        let is_text = matches!(self.code, 0xa1 | 0xb1 | 0xa3 | 0xb3);
        is_text.then(|| std::str::from_utf8(self.bytes).map_err(|_| Malformed("a text is no UTF-8")))
    }

    /// Bytes.
    pub(super) fn binary(self) -> Option<&'a [u8]> {
        matches!(self.code, 0xa0 | 0xb0).then_some(self.bytes)
    }

    /// A boolean.
    pub(super) fn flag(self) -> Option<bool> {
        match self.code {
            0x41 => Some(true),
            0x42 => Some(false),
            0x56 => Some(self.bytes != [0]),
            _ => None,
        }
    }

    /// A number without a sign, of whatever width.
    pub(super) fn unsigned(self) -> Option<u64> {
        matches!(self.code, 0x43 | 0x44 | 0x50 | 0x52 | 0x53 | 0x60 | 0x70 | 0x80).then(|| number(self.bytes))
    }

    /// A number with a sign, of whatever width.
    pub(super) fn signed(self) -> Option<i64> {
        let unsigned = number(self.bytes).cast_signed();
        let unused = match self.code {
            0x51 | 0x54 | 0x55 => 56,
            0x61 => 48,
            0x71 => 32,
            0x81 => 0,
            _ => return None,
        };
        Some(unsigned << unused >> unused)
    }

    /// Milliseconds since the Unix epoch.
    pub(super) fn timestamp(self) -> Option<i64> {
        (self.code == 0x83).then(|| number(self.bytes).cast_signed())
    }

    fn descriptor(self) -> Result<u64, Malformed> {
        if let Some(number) = self.unsigned() {
            return Ok(number);
        }
        match self.bytes {
            b"amqp:header:list" => Ok(0x70),
            b"amqp:delivery-annotations:map" => Ok(0x71),
            b"amqp:message-annotations:map" => Ok(0x72),
            b"amqp:properties:list" => Ok(0x73),
            b"amqp:application-properties:map" => Ok(0x74),
            b"amqp:data:binary" => Ok(0x75),
            b"amqp:amqp-sequence:list" => Ok(0x76),
            b"amqp:amqp-value:*" => Ok(0x77),
            b"amqp:footer:map" => Ok(0x78),
            _ => Err(Malformed("a section is of an unknown kind")),
        }
    }
}

/// What is in a list or map.
pub(super) struct Elements<'a> {
    reader: Reader<'a>,
    left: usize,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<Raw<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        Some(self.reader.value())
    }
}

/// Bytes in the order of the network, as a number.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
