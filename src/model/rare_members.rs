//! Members that few objects have: where there are none they take no more than a pointer. It knows no field.

use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::field::JsonMembers;

/// The members of a JSON object that is mostly empty.
#[derive(Clone, Default)]
pub struct RareMembers(Option<Box<JsonMembers>>);

static NONE: JsonMembers = JsonMembers::new();

impl RareMembers {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        (**self).is_empty()
    }
}

impl Deref for RareMembers {
    type Target = JsonMembers;

    fn deref(&self) -> &JsonMembers {
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for RareMembers {
    fn deref_mut(&mut self) -> &mut JsonMembers {
        self.0.get_or_insert_default()
    }
}

impl From<JsonMembers> for RareMembers {
    fn from(members: JsonMembers) -> Self {
        Self((!members.is_empty()).then(|| Box::new(members)))
    }
}

impl<'a> IntoIterator for &'a RareMembers {
    type Item = (&'a String, &'a serde_json::Value);
    type IntoIter = <&'a JsonMembers as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl PartialEq for RareMembers {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for RareMembers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl Serialize for RareMembers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RareMembers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        JsonMembers::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_that_are_not_there_are_none() {
        let mut members = RareMembers::default();
        assert!(members.is_empty() && members.0.is_none() && size_of::<RareMembers>() == size_of::<usize>());
        members.insert("a".to_owned(), 1.into());
        assert_eq!(serde_json::to_string(&members).unwrap(), r#"{"a":1}"#);
        let read: RareMembers = serde_json::from_str(r#"{"a":1}"#).unwrap();
        assert_eq!((read == members, read.is_empty()), (true, false));
        members.remove("a");
        assert!(members == RareMembers::default() && RareMembers::from(JsonMembers::new()).0.is_none());
    }
}
