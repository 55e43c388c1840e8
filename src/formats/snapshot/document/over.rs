//! Reading over: a value is put into the one that was read before from a text like it. Most of its names and some of its texts
//! are the same and stay where they are, and so do its lists: little is made, and little let go. What comes of it is what
//! `value` reads.

use smol_str::SmolStr;

use super::{DocumentError, DocumentParser, MAX_DEPTH};
use crate::snapshot::document::{Node, NodeKey};

impl DocumentParser<'_> {
    /// Reads a value, whatever stands here, into one that was read before. Where members stand twice, their pointers begin at
    /// some value within.
    pub(super) fn value_over(&mut self, node: &mut Node) -> Result<(), DocumentError> {
        let (at, left, depth) = (self.at, self.left, self.depth);
        if !self.is_over(node) {
            (self.at, self.left, self.depth) = (at, left, depth);
            *node = self.value()?;
        }
        Ok(())
    }

    /// The same where the text is like one that we print: without blanks. False: it is read from its beginning, as are
    /// numbers and words, which are short.
    fn is_over(&mut self, node: &mut Node) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return false };
        self.left = left;
        match (self.peek(), node) {
            (Some(b'"'), Node::Text(text)) => self.is_text_over(text),
            (Some(b'['), Node::Array(items)) => self.is_nested_over(|parser| parser.is_array_over(items)),
            (Some(b'{'), Node::Object(members)) => self.is_nested_over(|parser| parser.is_object_over(members)),
            _ => false,
        }
    }

    fn is_text_over(&mut self, text: &mut SmolStr) -> bool {
        let Ok(now) = self.string() else { return false };
        if *now != **text {
            *text = now.into();
        }
        true
    }

    fn is_nested_over(&mut self, read: impl FnOnce(&mut Self) -> bool) -> bool {
        self.depth += 1;
        self.at += 1;
        let is_over = self.depth <= MAX_DEPTH && read(self);
        self.depth -= 1;
        is_over
    }

    fn is_array_over(&mut self, items: &mut Vec<Node>) -> bool {
        let mut count = 0;
        while self.follows(count, b']') {
            if count == items.len() {
                items.push(Node::Null);
            }
            if items.get_mut(count).is_none_or(|item| self.value_over(item).is_err()) {
                return false;
            }
            count += 1;
        }
        items.truncate(count);
        self.ends(b']')
    }

    fn is_object_over(&mut self, members: &mut Vec<(NodeKey, Node)>) -> bool {
        // None stands twice while all are called as before, or each name comes behind the one before.
        let (mut count, mut are_same, mut are_in_order) = (0, true, true);
        while self.follows(count, b'}') {
            let Ok(name) = self.name() else { return false };
            let is_same = members.get(count).is_some_and(|(key, _)| *key == *name);
            are_same &= is_same;
            let last = count.checked_sub(1).and_then(|last| members.get(last));
            are_in_order &= last.is_none_or(|(last, _)| **last < *name);
            if !are_same && !are_in_order {
                return false;
            }
            if !is_same {
                let key = self.key(name);
                match members.get_mut(count) {
                    Some(member) => member.0 = key,
                    None => members.push((key, Node::Null)),
                }
            }
            if members.get_mut(count).is_none_or(|(_, value)| self.value_over(value).is_err()) {
                return false;
            }
            count += 1;
        }
        members.truncate(count);
        self.ends(b'}')
    }

    /// Whether another element stands here, behind so many.
    fn follows(&mut self, count: usize, end: u8) -> bool {
        match self.peek() {
            Some(b',') if 0 < count => {
                self.at += 1;
                true
            }
            found => count == 0 && found != Some(end),
        }
    }

    /// Passes what ends a list or an object.
    fn ends(&mut self, end: u8) -> bool {
        self.at += 1;
        self.text.as_bytes().get(self.at - 1) == Some(&end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::formats::snapshot::document::read_node;

    /// What is read over another value, and where the parser stands then: the same as without it.
    fn check(before: &str, text: &str) {
        let mut node = read_node(before).unwrap();
        let mut over = DocumentParser::new(text);
        let mut anew = DocumentParser::new(text);
        let (read, expected) = (over.value_over(&mut node), anew.value());
        assert_eq!(read.clone().map(|()| node), expected, "{text} over {before}");
        assert_eq!(over.repeated.is_empty(), anew.repeated.is_empty(), "{text} over {before}");
        if read.is_ok() {
            let state = |parser: &DocumentParser<'_>| (parser.at, parser.left, parser.depth);
            assert_eq!(state(&over), state(&anew), "{text} over {before}");
        }
    }

    const TEXTS: &[&str] = &[
        "null",
        "true",
        "-1.5e3",
        r#""""#,
        r#""a""#,
        r#""a text that is longer than most are""#,
        r#""\u0061\n""#,
        "[]",
        "[[]]",
        r#"["a"]"#,
        r#"["a",null,"b"]"#,
        r#"[ "a" , 1 ]"#,
        "{}",
        r#"{"a":{}}"#,
        r#"{"a":1,"b":["x","y"],"c":{"d":"e"}}"#,
        r#"{"a":2,"b":["x"],"c":{"d":"f"}}"#,
        r#"{"b":2,"a":["x"]}"#,
        r#"{"b":2,"c":["x"]}"#,
        r#"{"b":2,"a":["x"],"c":1}"#,
        r#"{"b":2,"a":["x"],"b":1}"#,
        r#"{"a":1,"c":{"d":"e","f":"g"}}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"b":["x","y"],"a":2}"#,
        r#"{"c":{"d":"e"},"b":1,"b":2}"#,
        r#"{"\u0061":1}"#,
        r#"{ "a" : 1 , "b" : [] }"#,
        r#"{"a":1,}"#,
        r#"{"a":1 "b":2}"#,
        r#"{"a":1,"b":["x","y"],"c":{"d":"e"}"#,
        r#"{,"a":1}"#,
        "[,]",
        r#"["a""b"]"#,
        r#"["a",]"#,
        r#"["a"}"#,
        r#"{"a":1]"#,
        "",
    ];

    #[test]
    fn what_is_read_over_another_is_what_is_read_anew() {
        for before in TEXTS.iter().filter(|text| read_node(text).is_ok()) {
            for text in TEXTS {
                check(before, text);
            }
        }
    }

    #[test]
    fn what_is_too_deep_is_so_over_another() {
        for depth in [MAX_DEPTH, MAX_DEPTH + 1] {
            let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            check(&format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH)), &text);
        }
    }

    fn documents() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![Just("1".to_owned()), "[ab]{0,2}".prop_map(|text| format!("\"{text}\""))];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let list = prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(",")));
            let members = prop::collection::vec(("[abc]", inner), 0..4).prop_map(|members| {
                let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
                format!("{{{}}}", members.join(","))
            });
            prop_oneof![list, members]
        })
    }

    proptest! {
        #[test]
        fn whatever_stands_there_is_read_over_whatever_stood_there(before in documents(), text in documents()) {
            check(&before, &text);
        }
    }
}
