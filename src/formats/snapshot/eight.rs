//! Texts looked through eight bytes at a time: most of a snapshot is texts of which every byte is plain. It does not know what
//! is looked for.

const EACH: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each byte.
const HIGHEST: u64 = 0x80 * EACH;

/// Tells of eight bytes which are below a limit: their highest bits, and perhaps those of bytes behind the first such one.
pub(super) const fn below(eight: u64, limit: u8) -> u64 {
    eight.wrapping_sub(limit as u64 * EACH) & !eight & HIGHEST
}

/// The same of those that are a certain one.
pub(super) const fn are(eight: u64, byte: u8) -> u64 {
    below(eight ^ (byte as u64 * EACH), 1)
}

/// The same of those that are one of two which differ in one bit.
pub(super) const fn are_either(eight: u64, one: u8, other: u8) -> u64 {
    let differ = one ^ other;
    are(eight | (differ as u64 * EACH), one | differ)
}

/// The place of the first byte that is found; how many there are if none is.
pub(super) fn first_of(bytes: &[u8], find: impl Fn(u64) -> u64) -> usize {
    let mut at = 0;
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let found = find(u64::from_le_bytes(*eight));
        if found != 0 {
            return at + first_byte(found);
        }
        at += 8;
    }
    if at == bytes.len() {
        return at;
    }
    // Of the last eight those are looked at again that were not it.
    if let Some(eight) = bytes.last_chunk() {
        return bytes.len() - 8 + first_byte(find(u64::from_le_bytes(*eight)));
    }
    // What stands for bytes that are not there is behind all that are.
    first_byte(find(few(bytes))).min(bytes.len())
}

/// Which of eight bytes is the first of those found; eight for none.
const fn first_byte(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}

/// Fewer than eight bytes, and noughts behind them.
fn few(bytes: &[u8]) -> u64 {
    let byte = |at: usize| bytes.get(at).map_or(0, |byte| u64::from(*byte) << (8 * at));
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            let behind = u64::from(u32::from_le_bytes(*last)) << (8 * (bytes.len() - 4));
            u64::from(u32::from_le_bytes(*first)) | behind
        }
        _ => byte(0) | byte(1) | byte(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_is_looked_for_is_found() {
        let find = |eight| below(eight, 0x20) | are(eight, 0xE2) | are_either(eight, b'<', b'>') | are(eight, b'"');
        let is_found = |byte: u8| matches!(byte, 0..0x20 | 0xE2 | b'<' | b'>' | b'"');
        for byte in 0..=u8::MAX {
            for length in 0..20 {
                for at in 0..length {
                    let mut bytes = vec![b'a'; length];
                    bytes[at] = byte;
                    let expected = if is_found(byte) { at } else { length };
                    assert_eq!(first_of(&bytes, find), expected, "{byte} {at} {length}");
                    // What is behind the first makes no difference.
                    bytes[length - 1] = b'<';
                    let expected = if is_found(byte) { at } else { length - 1 };
                    assert_eq!(first_of(&bytes, find), expected.min(length - 1), "{byte} {at} {length}");
                }
            }
        }
        assert_eq!((first_of(b"", find), first_of(b"abc", |_| 0)), (0, 3));
    }
}
