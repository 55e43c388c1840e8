//! The bytes that the map's embedded assets are made of; `assets/README.md` describes both files.
//!
//! It must not know what the numbers mean.

use thiserror::Error;

/// Why an asset could not be decoded.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum AssetError {
    /// Another file, or one of another version.
    #[error("the asset begins with other bytes than expected")]
    Header,
    /// The compressed part is damaged.
    #[error("the asset cannot be decompressed")]
    Compressed,
    /// It ends inside a value.
    #[error("the asset ends too early")]
    End,
    /// A value is out of its range.
    #[error("the asset holds a value out of range")]
    Value,
}

/// Reads values from the front of a slice.
pub(super) struct AssetReader<'a> {
    bytes: &'a [u8],
}

impl<'a> AssetReader<'a> {
    /// Checks the magic, which includes the version.
    pub(super) fn new(bytes: &'a [u8], magic: &[u8]) -> Result<Self, AssetError> {
        bytes.strip_prefix(magic).map(|bytes| Self { bytes }).ok_or(AssetError::Header)
    }

    /// Reads what was decompressed.
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The next bytes.
    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], AssetError> {
        let (head, rest) = self.bytes.split_at_checked(length).ok_or(AssetError::End)?;
        self.bytes = rest;
        Ok(head)
    }

    /// All that is left.
    pub(super) fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.bytes)
    }

    /// One byte.
    pub(super) fn byte(&mut self) -> Result<u8, AssetError> {
        let (&byte, rest) = self.bytes.split_first().ok_or(AssetError::End)?;
        self.bytes = rest;
        Ok(byte)
    }

    /// Four bytes, the lowest first.
    pub(super) fn long(&mut self) -> Result<u32, AssetError> {
        let (&bytes, rest) = self.bytes.split_first_chunk().ok_or(AssetError::End)?;
        self.bytes = rest;
        Ok(u32::from_le_bytes(bytes))
    }

    /// Seven bits a byte, the lowest first.
    pub(super) fn varint(&mut self) -> Result<u32, AssetError> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return u32::try_from(value).map_err(|_| AssetError::Value);
            }
        }
        Err(AssetError::Value)
    }

    /// 0, 1, 2, 3 stand for 0, -1, 1, -2.
    pub(super) fn signed(&mut self) -> Result<i32, AssetError> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    /// A count of things that take at least a byte each, so that a damaged count allocates nothing.
    pub(super) fn count(&mut self) -> Result<usize, AssetError> {
        let count = usize::try_from(self.varint()?).map_err(|_| AssetError::Value)?;
        if count > self.bytes.len() { Err(AssetError::End) } else { Ok(count) }
    }
}

/// The length and the lz4 block that the tool wrote; the length is bounded before it is believed.
pub(super) fn decompress(bytes: &[u8]) -> Result<Vec<u8>, AssetError> {
    const MOST: usize = 1 << 24;
    let (length, _) = lz4_flex::block::uncompressed_size(bytes).map_err(|_| AssetError::Compressed)?;
    if length > MOST {
        return Err(AssetError::Value);
    }
    lz4_flex::block::decompress_size_prepended(bytes).map_err(|_| AssetError::Compressed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_written() {
        let mut reader = AssetReader::of(&[0x00, 0xac, 0x02, 0x03, 0x04, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2, 0, 0]);
        assert_eq!((reader.varint(), reader.varint()), (Ok(0), Ok(300)));
        assert_eq!((reader.signed(), reader.signed()), (Ok(-2), Ok(2)));
        assert_eq!((reader.varint(), reader.long()), (Ok(u32::MAX), Ok(513)));
        assert_eq!(reader.byte(), Err(AssetError::End));
    }

    #[test]
    fn damage_is_an_error() {
        assert_eq!(AssetReader::of(&[0xff; 6]).varint(), Err(AssetError::Value));
        assert_eq!(AssetReader::of(&[9, 1]).count(), Err(AssetError::End));
        assert_eq!(decompress(&[0xff, 0xff, 0xff, 0x7f, 0]), Err(AssetError::Value));
        assert_eq!(decompress(&[4, 0, 0, 0, 0x10]), Err(AssetError::Compressed));
    }
}
