//! Ends of pipes and of connected pairs: they say who is still there.

use super::ring::{Ring, Transfer};
use super::{Body, File};
use abi::event::Ready;
use abi::Errno;
use alloc::sync::Arc;

/// A reading end. When the last reference goes, writers get EPIPE.
pub struct ReadEnd(Arc<Ring>);

/// A writing end. When the last reference goes, readers get end of file.
pub struct WriteEnd(Arc<Ring>);

impl ReadEnd {
    pub fn ring(&self) -> &Ring {
        &self.0
    }
}

impl WriteEnd {
    pub fn ring(&self) -> &Ring {
        &self.0
    }
}

impl Drop for ReadEnd {
    fn drop(&mut self) {
        self.0.shut_reading();
    }
}

impl Drop for WriteEnd {
    fn drop(&mut self) {
        self.0.shut_writing();
    }
}

/// Both directions of one end of a connected pair.
#[derive(Clone)]
pub struct Ends {
    pub reader: Arc<ReadEnd>,
    pub writer: Arc<WriteEnd>,
}

impl Ends {
    /// Readiness of both directions; HUP when the peer is gone both ways.
    pub fn ready(&self) -> Ready {
        let (read, write) = (self.reader.0.read_ready(), self.writer.0.write_ready());
        let mut ready = (read | write) - (Ready::HUP | Ready::ERR);
        if read.contains(Ready::HUP) {
            ready |= Ready::RDHUP | Ready::IN;
            if write.contains(Ready::ERR) {
                ready |= Ready::HUP;
            }
        }
        ready
    }
}

fn ends(ring: Ring) -> (Arc<ReadEnd>, Arc<WriteEnd>) {
    let ring = Arc::new(ring);
    (Arc::new(ReadEnd(ring.clone())), Arc::new(WriteEnd(ring)))
}

/// A pipe: reading end, writing end.
pub fn create(flags: u32) -> [Arc<File>; 2] {
    let (reader, writer) = ends(Ring::new(Transfer::Bytes));
    [
        File::new(Body::Reader(reader), flags),
        File::new(Body::Writer(writer), flags),
    ]
}

/// A connected pair that carries bytes or records.
pub fn create_pair(flags: u32, transfer: Transfer) -> [Arc<File>; 2] {
    let (reader_a, writer_a) = ends(Ring::new(transfer));
    let (reader_b, writer_b) = ends(Ring::new(transfer));
    let one = Ends {
        reader: reader_a,
        writer: writer_b,
    };
    let other = Ends {
        reader: reader_b,
        writer: writer_a,
    };
    [
        File::new(Body::Socket(one), flags),
        File::new(Body::Socket(other), flags),
    ]
}

/// Shuts directions of an end of a pair: bit 0 reading, bit 1 writing. ENOTSOCK, EINVAL.
pub fn shutdown(file: &File, how: u64) -> Result<(), Errno> {
    let Body::Socket(ends) = file.body() else {
        return Err(Errno::ENOTSOCK);
    };
    if !(1..=3).contains(&how) {
        return Err(Errno::EINVAL);
    }
    if how & 1 != 0 {
        ends.reader.0.shut_reading();
        ends.reader.0.shut_writing();
    }
    if how & 2 != 0 {
        ends.writer.0.shut_writing();
    }
    Ok(())
}
