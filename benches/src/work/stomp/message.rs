use std::io::Write as _;

use tidings_bench_measure::{Outcome, Place};

use super::super::body::{Body, Numbers};

/// Writes SEND frames.
pub(super) struct Messages {
    place: Place,
    with_headers: bool,
    numbers: Numbers,
}

impl Messages {
    pub(super) fn new(place: &Place, with_headers: bool) -> Self {
        Self { place: place.clone(), with_headers, numbers: Numbers::new() }
    }

    pub(super) fn next(&mut self, out: &mut Vec<u8>) -> Outcome {
        let n = self.numbers.next();
        let body = serde_json::to_string(&Body::new(n, self.place.body_bytes))?;
        let address = &self.place.address;
        write!(out, "SEND\ndestination:{address}\ndestination-type:MULTICAST\nreceipt:{n}\n")?;
        if self.place.durable {
            out.extend_from_slice(b"persistent:true\n");
        }
        if self.with_headers {
            let id = self.numbers.id(n);
            write!(
                out,
                "correlation-id:{id}\ntype:{address}\ncontent-type:application/json\nevent_id:{id}\n\
                 event_name:{address}\nevent_version:1\noccurred_at:2026-11-21T20\\c10\\c00.250Z\n\
                 correlation_id:{id}\ncontent_type:application/json\n"
            )?;
            if self.place.durable {
                writeln!(out, "_AMQ_DUPL_ID:{id}")?;
            }
        }
        write!(out, "content-length:{}\n\n", body.len())?;
        out.extend_from_slice(body.as_bytes());
        out.push(0);
        Ok(())
    }
}
