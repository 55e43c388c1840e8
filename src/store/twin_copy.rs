//! A text twin made of the one that there is: what has not changed is copied, not printed. The file is hashed as it is
//! copied, so that a text is made of nothing but the very one that its changes are of. It knows no plan.

use std::fs::File;
use std::io::{self, BufWriter, Read as _, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use sha2::{Digest as _, Sha256};

use super::atomic::Replacement;
use super::beside::hex;
use crate::formats::plan_text::{TextChanges, TextSplicer};

/// So much of a file is read at a time,
const PIECE_BYTES: usize = 1 << 16;
/// and so many such pieces wait to be hashed.
const PIECES_HELD: usize = 8;

/// A file while it is written, and its hash.
pub(super) struct HashedReplacement {
    replacement: Replacement,
    hash: Sha256,
}

impl HashedReplacement {
    /// Begins a file that nobody may read who may not read another one.
    pub(super) fn begin(path: &Path, like: &Path) -> io::Result<Self> {
        Ok(Self { replacement: Replacement::begin(path, Some(like))?, hash: Sha256::new() })
    }

    /// The file, not yet in its place, and its hash.
    pub(super) fn hashed(self) -> (String, Replacement) {
        (hex(&self.hash.finalize()), self.replacement)
    }
}

impl Write for HashedReplacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hash.update(bytes);
        self.replacement.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Makes a text of the one at `path`, beside it; none where that is another than the one of that hash, of which the
/// changes are.
pub(super) fn copied(
    path: &Path,
    like: &Path,
    hash: &str,
    changes: TextChanges,
) -> io::Result<Option<(String, Replacement)>> {
    let mut old = File::open(path)?;
    let mut new = BufWriter::with_capacity(PIECE_BYTES, HashedReplacement::begin(path, like)?);
    let mut splicer = TextSplicer::new(changes);
    let mut written = Ok(());
    let mut take = |bytes: &[u8]| {
        if written.is_ok() {
            written = new.write_all(bytes);
        }
    };
    let (found, read) = thread::scope(|scope| {
        let (pieces, coming) = sync_channel(PIECES_HELD);
        let hashing = scope.spawn(move || hash_of_pieces(&coming));
        let read = each_piece(&mut old, |piece| {
            splicer.feed(&piece, &mut take);
            // Where nobody hashes any more, what is found is no hash.
            let _ = pieces.send(piece);
        });
        drop(pieces);
        (hashing.join().unwrap_or_default(), read)
    });
    read?;
    let fits = splicer.finish(&mut take) && found == hash;
    written?;
    if !fits {
        return Ok(None);
    }
    Ok(Some(new.into_inner().map_err(io::IntoInnerError::into_error)?.hashed()))
}

fn each_piece(file: &mut File, mut with: impl FnMut(Arc<Vec<u8>>)) -> io::Result<()> {
    loop {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        file.take(PIECE_BYTES as u64).read_to_end(&mut piece)?;
        if piece.is_empty() {
            return Ok(());
        }
        with(Arc::new(piece));
    }
}

fn hash_of_pieces(coming: &Receiver<Arc<Vec<u8>>>) -> String {
    let mut hash = Sha256::new();
    for piece in coming {
        hash.update(&*piece);
    }
    hex(&hash.finalize())
}
