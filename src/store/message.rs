//! Reading what `rmp_serde` has written, the names of fields included. Each thing is read as what is wanted in its place, so
//! that it goes quickly and the compiler makes little for each type. What could be written and never was is refused, like
//! an object without names. It knows no plan.

use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{self, Deserialize, DeserializeSeed, Visitor};

/// Deeper nesting is not read, so that no file can exhaust the stack.
const MOST_DEEP: u16 = 1_000;

/// Why bytes are no such message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct MessageError(Box<str>);

impl de::Error for MessageError {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string().into())
    }
}

/// Reads one message; what follows it is left alone.
pub(super) fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, MessageError> {
    T::deserialize(&mut MessageReader { rest: bytes, left: MOST_DEEP })
}

/// What is still to be read, and how much deeper it may go.
struct MessageReader<'a> {
    rest: &'a [u8],
    left: u16,
}

/// What stands at the beginning of a message.
enum Head<'a> {
    Nothing,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(&'a str),
    /// So many elements follow,
    List(u32),
    /// so many members.
    Object(u32),
}

impl Head<'_> {
    /// Refuses what stands where something else is wanted.
    #[cold]
    fn is_no<T>(&self, wanted: &str) -> Result<T, MessageError> {
        let found = match self {
            Self::Nothing => "nothing",
            Self::Bool(_) => "true or false",
            Self::Unsigned(_) | Self::Signed(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        };
        Err(MessageError(format!("{found} stands where {wanted} is wanted").into()))
    }
}

impl<'a> MessageReader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], MessageError> {
        let Some((taken, rest)) = self.rest.split_at_checked(length) else { return ends_early() };
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], MessageError> {
        let Some((taken, rest)) = self.rest.split_first_chunk() else { return ends_early() };
        self.rest = rest;
        Ok(*taken)
    }

    /// A length of one, two or four bytes.
    fn length(&mut self, power: u8) -> Result<u32, MessageError> {
        Ok(match power {
            0 => u8::from_be_bytes(self.array()?).into(),
            1 => u16::from_be_bytes(self.array()?).into(),
            _ => u32::from_be_bytes(self.array()?),
        })
    }

    fn text_of(&mut self, length: u32) -> Result<&'a str, MessageError> {
        let bytes = self.take(usize::try_from(length).unwrap_or(usize::MAX))?;
        std::str::from_utf8(bytes).map_err(|error| MessageError(format!("a text is no UTF-8: {error}").into()))
    }

    /// The bytes of a short text, if one stands there, as nearly always; it is read then.
    fn short(&mut self) -> Option<&'a [u8]> {
        let (mark, rest) = self.rest.split_first()?;
        let length = match mark {
            0xa0..=0xbf => usize::from(mark & 0x1f),
            _ => return None,
        };
        let (taken, rest) = rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn head(&mut self) -> Result<Head<'a>, MessageError> {
        let [mark] = self.array()?;
        Ok(match mark {
            0x00..=0x7f => Head::Unsigned(mark.into()),
            0x80..=0x8f => Head::Object(u32::from(mark & 0x0f)),
            0x90..=0x9f => Head::List(u32::from(mark & 0x0f)),
            0xa0..=0xbf => Head::Text(self.text_of(u32::from(mark & 0x1f))?),
            0xc0 => Head::Nothing,
            0xc2 | 0xc3 => Head::Bool(mark == 0xc3),
            0xca => Head::Float(f32::from_be_bytes(self.array()?).into()),
            0xcb => Head::Float(f64::from_be_bytes(self.array()?)),
            0xcc => Head::Unsigned(u8::from_be_bytes(self.array()?).into()),
            0xcd => Head::Unsigned(u16::from_be_bytes(self.array()?).into()),
            0xce => Head::Unsigned(u32::from_be_bytes(self.array()?).into()),
            0xcf => Head::Unsigned(u64::from_be_bytes(self.array()?)),
            0xd0 => Head::Signed(i8::from_be_bytes(self.array()?).into()),
            0xd1 => Head::Signed(i16::from_be_bytes(self.array()?).into()),
            0xd2 => Head::Signed(i32::from_be_bytes(self.array()?).into()),
            0xd3 => Head::Signed(i64::from_be_bytes(self.array()?)),
            0xd9..=0xdb => {
                let length = self.length(mark - 0xd9)?;
                Head::Text(self.text_of(length)?)
            }
            0xdc | 0xdd => Head::List(self.length(mark - 0xdb)?),
            0xde | 0xdf => Head::Object(self.length(mark - 0xdd)?),
            0xe0..=0xff => Head::Signed(i8::from_be_bytes([mark]).into()),
            0xc1 | 0xc4..=0xc9 | 0xd4..=0xd8 => {
                return Err(MessageError(format!("the mark {mark:#04x} is none that is written").into()));
            }
        })
    }

    fn name(&mut self) -> Result<&'a [u8], MessageError> {
        match self.short() {
            Some(name) => Ok(name),
            None => self.text().map(str::as_bytes),
        }
    }

    fn text(&mut self) -> Result<&'a str, MessageError> {
        match self.head()? {
            Head::Text(text) => Ok(text),
            other => other.is_no("a text"),
        }
    }

    fn bool(&mut self) -> Result<bool, MessageError> {
        match self.head()? {
            Head::Bool(value) => Ok(value),
            other => other.is_no("true or false"),
        }
    }

    fn number(&mut self) -> Result<Head<'a>, MessageError> {
        match self.head()? {
            number @ (Head::Unsigned(_) | Head::Signed(_) | Head::Float(_)) => Ok(number),
            other => other.is_no("a number"),
        }
    }

    fn nothing(&mut self) -> Result<(), MessageError> {
        match self.head()? {
            Head::Nothing => Ok(()),
            other => other.is_no("nothing"),
        }
    }

    /// Whether nothing stands there; it is read then.
    fn is_nothing(&mut self) -> Result<bool, MessageError> {
        match self.rest {
            [] => ends_early(),
            [0xc0, rest @ ..] => {
                self.rest = rest;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn list(&mut self) -> Result<u32, MessageError> {
        match self.head()? {
            Head::List(count) => Ok(count),
            other => other.is_no("a list"),
        }
    }

    fn object(&mut self) -> Result<u32, MessageError> {
        match self.head()? {
            Head::Object(count) => Ok(count),
            other => other.is_no("an object"),
        }
    }

    /// Passes over one message, however deep.
    fn skip(&mut self) -> Result<(), MessageError> {
        let mut open = 1_u64;
        while 0 < open {
            open -= 1;
            match self.head()? {
                Head::List(count) => open += u64::from(count),
                Head::Object(count) => open += 2 * u64::from(count),
                Head::Nothing
                | Head::Bool(_)
                | Head::Unsigned(_)
                | Head::Signed(_)
                | Head::Float(_)
                | Head::Text(_) => {}
            }
        }
        Ok(())
    }

    fn go_deeper(&mut self) -> Result<(), MessageError> {
        self.left = self.left.checked_sub(1).ok_or_else(|| MessageError("it is nested too deep".into()))?;
        Ok(())
    }

    fn visit_list<V: Visitor<'a>>(&mut self, count: u32, visitor: V) -> Result<V::Value, MessageError> {
        self.go_deeper()?;
        let mut parts = MessageParts { reader: self, left: count };
        let value = visitor.visit_seq(&mut parts)?;
        parts.end()?;
        Ok(value)
    }

    fn visit_object<V: Visitor<'a>>(&mut self, count: u32, visitor: V) -> Result<V::Value, MessageError> {
        self.go_deeper()?;
        let mut parts = MessageParts { reader: self, left: count };
        let value = visitor.visit_map(&mut parts)?;
        parts.end()?;
        Ok(value)
    }
}

#[cold]
fn ends_early<T>() -> Result<T, MessageError> {
    Err(MessageError("it ends too early".into()))
}

/// Elements or members that follow.
struct MessageParts<'r, 'a> {
    reader: &'r mut MessageReader<'a>,
    left: u32,
}

impl MessageParts<'_, '_> {
    fn is_next(&mut self) -> bool {
        let is_next = 0 < self.left;
        self.left = self.left.saturating_sub(1);
        is_next
    }

    /// What is not read is more than belongs there.
    fn end(self) -> Result<(), MessageError> {
        self.reader.left += 1;
        match self.left {
            0 => Ok(()),
            left => Err(MessageError(format!("{left} parts are too many").into())),
        }
    }
}

impl<'a> de::SeqAccess<'a> for MessageParts<'_, 'a> {
    type Error = MessageError;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, MessageError> {
        if self.is_next() { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }

    fn size_hint(&self) -> Option<usize> {
        usize::try_from(self.left).ok()
    }
}

impl<'a> de::MapAccess<'a> for MessageParts<'_, 'a> {
    type Error = MessageError;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, MessageError> {
        if self.is_next() { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, MessageError> {
        seed.deserialize(&mut *self.reader)
    }

    fn size_hint(&self) -> Option<usize> {
        usize::try_from(self.left).ok()
    }
}

/// Methods that read a number and let the visitor see whether it fits.
macro_rules! deserialize_numbers {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, MessageError> {
            match self.number()? {
                Head::Unsigned(number) => visitor.visit_u64(number),
                Head::Signed(number) => visitor.visit_i64(number),
                Head::Float(number) => visitor.visit_f64(number),
                other => other.is_no("a number"),
            }
        }
    )+};
}

/// Methods that read a text.
macro_rules! deserialize_texts {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, MessageError> {
            visitor.visit_borrowed_str(self.text()?)
        }
    )+};
}

impl<'a> de::Deserializer<'a> for &mut MessageReader<'a> {
    type Error = MessageError;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, MessageError> {
        match self.head()? {
            Head::Nothing => visitor.visit_unit(),
            Head::Bool(value) => visitor.visit_bool(value),
            Head::Unsigned(number) => visitor.visit_u64(number),
            Head::Signed(number) => visitor.visit_i64(number),
            Head::Float(number) => visitor.visit_f64(number),
            Head::Text(text) => visitor.visit_borrowed_str(text),
            Head::List(count) => self.visit_list(count, visitor),
            Head::Object(count) => self.visit_object(count, visitor),
        }
    }

    deserialize_numbers! {
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_f32 deserialize_f64
    }

    deserialize_texts! { deserialize_str deserialize_string deserialize_char }

    /// Names of fields are compared with those that there are: whether they are UTF-8 says nothing more.
    fn deserialize_identifier<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, MessageError> {
        visitor.visit_borrowed_bytes(self.name()?)
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, MessageError> {
        visitor.visit_bool(self.bool()?)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, MessageError> {
        if self.is_nothing()? { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, MessageError> {
        self.nothing()?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value, MessageError> {
        // Written as an empty list.
        match self.head()? {
            Head::Nothing | Head::List(0) => visitor.visit_unit(),
            other => other.is_no("nothing"),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value, MessageError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, MessageError> {
        let count = self.list()?;
        self.visit_list(count, visitor)
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, _: usize, visitor: V) -> Result<V::Value, MessageError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, MessageError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_bytes<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, MessageError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, MessageError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, MessageError> {
        let count = self.object()?;
        self.visit_object(count, visitor)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, MessageError> {
        self.deserialize_map(visitor)
    }

    /// A text is a variant without data, an object of one member one with data.
    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, MessageError> {
        match self.head()? {
            Head::Text(text) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
            Head::Object(1) => {
                self.go_deeper()?;
                let mut parts = MessageParts { reader: self, left: 1 };
                let value = visitor.visit_enum(MapAccessDeserializer::new(&mut parts))?;
                parts.end()?;
                Ok(value)
            }
            other => other.is_no("a variant"),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, MessageError> {
        self.skip()?;
        visitor.visit_unit()
    }
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
