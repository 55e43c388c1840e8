//! What of a path is hashed (`TrafficRouter.buildPatternBasedHashString`).

use super::outcome::Failed;
use crate::snapshot::java::regex::{FindPattern, Uncompiled};

/// A service's expression for what is hashed.
#[derive(Clone, Debug)]
pub enum HashExpression {
    /// There is none: the path is hashed as it is. So it is when Java does not compile the expression.
    None,
    /// What its groups catch is hashed.
    Pattern(FindPattern),
    /// What it matches cannot be said here.
    Unsaid(String),
}

impl HashExpression {
    /// Compiles one; an empty one is none.
    pub fn new(expression: &str) -> Self {
        if expression.is_empty() {
            return Self::None;
        }
        match FindPattern::compile(expression) {
            Ok(pattern) => Self::Pattern(pattern),
            Err(Uncompiled::Fails(_)) => Self::None,
            Err(why) => Self::Unsaid(format!("the consistent hash expression `{expression}`: {why}")),
        }
    }

    /// Adds what is hashed of a path.
    pub fn put(&self, path: &str, hashed: &mut String) -> Result<(), Failed> {
        let pattern = match self {
            Self::None => {
                hashed.push_str(path);
                return Ok(());
            }
            Self::Pattern(pattern) => pattern,
            Self::Unsaid(why) => return Err(Failed::Unsaid(why.clone())),
        };
        let start = hashed.len();
        // A group that takes no part is the text of Java's null.
        let found = pattern.find(path, |caught| hashed.push_str(caught.unwrap_or("null")));
        let found = found.map_err(|why| Failed::Unsaid(format!("the consistent hash expression: {why}")))?;
        if !found || pattern.groups() == 0 {
            hashed.truncate(start);
            hashed.push_str(path);
        }
        Ok(())
    }
}
