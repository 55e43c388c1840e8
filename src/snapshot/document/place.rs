//! Where something stands in a document, put together only when it must be told.

use std::fmt;

/// A place in a document, as a chain of steps from the root.
#[derive(Clone, Copy, Debug)]
pub struct DocumentPlace<'a> {
    parent: Option<&'a DocumentPlace<'a>>,
    step: PlaceStep<'a>,
}

#[derive(Clone, Copy, Debug)]
enum PlaceStep<'a> {
    Root,
    Member(&'a str),
    Item(usize),
}

impl<'a> DocumentPlace<'a> {
    /// The document itself.
    pub const ROOT: DocumentPlace<'static> = DocumentPlace { parent: None, step: PlaceStep::Root };

    /// A member of what stands here.
    #[must_use]
    pub fn member(&'a self, key: &'a str) -> Self {
        Self { parent: Some(self), step: PlaceStep::Member(key) }
    }

    /// An element of what stands here.
    #[must_use]
    pub fn item(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: PlaceStep::Item(index) }
    }
}

/// The JSON pointer (RFC 6901).
impl fmt::Display for DocumentPlace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            PlaceStep::Root => Ok(()),
            PlaceStep::Member(key) => write!(f, "/{}", key.replace('~', "~0").replace('/', "~1")),
            PlaceStep::Item(index) => write!(f, "/{index}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DocumentPlace;

    #[test]
    fn pointers_escape() {
        let section = DocumentPlace::ROOT.member("a/b~c");
        assert_eq!(section.item(3).to_string(), "/a~1b~0c/3");
        assert_eq!(DocumentPlace::ROOT.to_string(), "");
    }
}
