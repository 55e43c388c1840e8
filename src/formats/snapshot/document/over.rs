//! Reading over: a value is put into the one that was read before from a text like it. Most of its names and some of its texts
//! are the same and stay where they are, and so do its lists: little is made, and little let go. What comes of it is what
//! `value` reads.

use smol_str::SmolStr;

use super::{DocumentError, DocumentParser, MAX_DEPTH};
use crate::snapshot::document::{Node, NodeKey};

impl DocumentParser<'_> {
    /// Reads a value, whatever stands here, into one that was read before. Where members stand twice, their pointers begin at
    /// some value within. What had to be read again and again is an error: somebody has seen to that.
    pub(super) fn value_over(&mut self, node: &mut Node) -> Result<(), DocumentError> {
        let (at, left, depth) = (self.at, self.left, self.depth);
        if !self.is_over(node)? {
            self.again = self.again.checked_sub(self.at - at).ok_or(DocumentError::TooManyValues)?;
            (self.at, self.left, self.depth) = (at, left, depth);
            *node = self.value()?;
        }
        Ok(())
    }

    /// The same where the text is like one that we print: without blanks. False: it is read from its beginning, as are
    /// numbers and words, which are short.
    fn is_over(&mut self, node: &mut Node) -> Result<bool, DocumentError> {
        self.left = self.left.checked_sub(1).ok_or(DocumentError::TooManyValues)?;
        match (self.peek(), node) {
            (Some(b'"'), Node::Text(text)) => self.text_over(text).map(|()| true),
            (Some(b'['), Node::Array(items)) => self.is_nested_over(|parser| parser.is_array_over(items)),
            (Some(b'{'), Node::Object(members)) => self.is_nested_over(|parser| parser.is_object_over(members)),
            _ => Ok(false),
        }
    }

    fn text_over(&mut self, text: &mut SmolStr) -> Result<(), DocumentError> {
        let now = self.string()?;
        if *now != **text {
            *text = now.into();
        }
        Ok(())
    }

    fn is_nested_over(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<bool, DocumentError>,
    ) -> Result<bool, DocumentError> {
        self.depth += 1;
        self.at += 1;
        let is_over = self.depth <= MAX_DEPTH && read(self)?;
        self.depth -= 1;
        Ok(is_over)
    }

    fn is_array_over(&mut self, items: &mut Vec<Node>) -> Result<bool, DocumentError> {
        let mut count = 0;
        while self.follows(count, b']') {
            if count == items.len() {
                items.push(Node::Null);
            }
            if let Some(item) = items.get_mut(count) {
                self.value_over(item)?;
            }
            count += 1;
        }
        items.truncate(count);
        Ok(self.ends(b']'))
    }

    fn is_object_over(&mut self, members: &mut Vec<(NodeKey, Node)>) -> Result<bool, DocumentError> {
        // None stands twice while all are called as before, or each name comes behind the one before.
        let (mut count, mut are_same, mut are_in_order) = (0, true, true);
        while self.follows(count, b'}') {
            // To find out where something is wrong takes long, and a blank is nothing wrong.
            if self.peek() != Some(b'"') {
                return Ok(false);
            }
            let name = self.name()?;
            let is_same = members.get(count).is_some_and(|(key, _)| *key == *name);
            are_same &= is_same;
            let last = count.checked_sub(1).and_then(|last| members.get(last));
            are_in_order &= last.is_none_or(|(last, _)| **last < *name);
            if !are_same && !are_in_order {
                return Ok(false);
            }
            if !is_same {
                let key = self.key(name);
                match members.get_mut(count) {
                    Some(member) => member.0 = key,
                    None => members.push((key, Node::Null)),
                }
            }
            if let Some((_, value)) = members.get_mut(count) {
                self.value_over(value)?;
            }
            count += 1;
        }
        members.truncate(count);
        Ok(self.ends(b'}'))
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
    use crate::formats::snapshot::document::{TOLD, read_node};

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

    /// Values of which every level has to be read anew are read as often as they are deep, up to a limit.
    #[test]
    fn nobody_makes_it_read_all_again_and_again() {
        let nested = |name: &str| format!("{}1{}", format!("{{\"b\":1,\"{name}\":").repeat(100), "}".repeat(100));
        let (before, text) = (nested("c"), nested("a"));
        let mut node = read_node(&before).unwrap();
        let read = |again: usize, node: &mut Node| {
            let mut parser = DocumentParser { again, ..DocumentParser::new(&text) };
            (parser.value_over(node), again - parser.again)
        };
        let (done, again) = read(usize::MAX, &mut node.clone());
        assert!(done.is_ok() && again < 2 * text.len(), "{again} of {}", text.len());
        assert_eq!(read(again - 1, &mut node).0, Err(DocumentError::TooManyValues));
    }

    /// Where something is wrong is looked for from the beginning of the text: not for a blank, which may stand in every cache,
    /// and not once a level.
    #[test]
    fn what_is_wrong_is_told_once() {
        for (before, text, told) in [
            (r#"{"a":{},"b":1}"#.to_owned(), r#"{ "a":{ }, "b": 1 }"#.to_owned(), 0),
            (r#"[{"a":1}]"#.to_owned(), r#"[ { "a":1}, 2 ]"#.to_owned(), 0),
            (format!("{}1{}", "[".repeat(400), "]".repeat(400)), format!("{}x{}", "[".repeat(400), "]".repeat(400)), 1),
            (format!("{}1{}", "{\"a\":".repeat(400), "}".repeat(400)), format!("{}x", "{\"a\":".repeat(400)), 1),
        ] {
            let mut node = read_node(&before).unwrap();
            let so_far = TOLD.get();
            let read = DocumentParser::new(&text).value_over(&mut node);
            assert_eq!((read.is_err(), TOLD.get() - so_far), (told == 1, told), "{text}");
        }
    }

    /// Where the lists of a value lie, and the texts that are too long to stand in it.
    fn places(node: &Node) -> Vec<*const u8> {
        match node {
            Node::Array(items) => std::iter::once(items.as_ptr().cast()).chain(items.iter().flat_map(places)).collect(),
            Node::Object(members) => std::iter::once(members.as_ptr().cast())
                .chain(members.iter().flat_map(|(_, own)| places(own)))
                .collect(),
            Node::Text(text) if 23 < text.len() => vec![text.as_ptr()],
            _ => Vec::new(),
        }
    }

    /// Most of what a cache is, the next one is too.
    #[test]
    fn what_is_the_same_stays_where_it_is() {
        let cache = |number: u32, services: &str| {
            format!(r#"{{"group":"a group whose name is rather long","n":{number},"services":{{{services}}},"no":[]}}"#)
        };
        let first = cache(1, r#""a":["1.a"],"b":["1.b"]"#);
        let mut node = read_node(&first).unwrap();
        let before = places(&node);
        for (text, same) in [
            (cache(2, r#""a":["2.a"],"b":["2.b"]"#), before.len()),
            (cache(3, r#""b":["3.b"],"c":["3.c"]"#), before.len()),
            (cache(4, r#""c":["4.c"]"#), before.len() - 1),
        ] {
            DocumentParser::new(&text).value_over(&mut node).unwrap();
            assert_eq!(node, read_node(&text).unwrap());
            let now = places(&node);
            assert_eq!(now.iter().filter(|place| before.contains(place)).count(), same, "{text}");
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
