use std::io::Write as _;

use tidings_bench_measure::{Outcome, Place, nanos};

use super::super::body::Body;

/// Writes SEND frames, with numbers of their own, so that the broker takes none for a duplicate.
pub(super) struct Messages {
    place: Place,
    with_headers: bool,
    run: u64,
    next: u64,
}

impl Messages {
    pub(super) fn new(place: &Place, with_headers: bool) -> Self {
        // No two processes begin at one time.
        Self { place: place.clone(), with_headers, run: nanos(), next: 0 }
    }

    pub(super) fn next(&mut self, out: &mut Vec<u8>) -> Outcome {
        let body = serde_json::to_string(&Body::new(self.next, self.place.body_bytes))?;
        self.next += 1;
        let (n, address) = (self.next, &self.place.address);
        write!(out, "SEND\ndestination:{address}\ndestination-type:MULTICAST\nreceipt:{n}\n")?;
        if self.place.durable {
            out.extend_from_slice(b"persistent:true\n");
        }
        if self.with_headers {
            let id = format!("{:08x}-{:04x}-7000-8000-{n:012x}", self.run >> 16, self.run & 0xffff);
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
