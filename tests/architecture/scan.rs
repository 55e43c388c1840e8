//! Reading Rust source as far as the architecture test needs it: code without comments, literals and tests, and the
//! paths that it names. No parser: it knows tokens and brackets.

/// A file of the project.
pub(super) struct Source {
    /// Its path below the project, with `/`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// A path as the code names it, like `crate::model::Plan`, and the line where it stands.
#[derive(Debug, PartialEq)]
pub(super) struct Path {
    pub line: usize,
    pub segments: Vec<String>,
}

impl Source {
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The module that a file of `src/` is: `src/a/b.rs` and `src/a/b/mod.rs` are `a::b`.
    pub(super) fn module(&self) -> Vec<String> {
        let inner = self.path.strip_prefix("src/").unwrap_or(&self.path).trim_end_matches(".rs");
        let mut module: Vec<_> = inner.split('/').map(str::to_owned).collect();
        if module.last().is_some_and(|last| last == "mod" || (module.len() == 1 && last == "lib")) {
            module.pop();
        }
        module
    }

    /// The code: comments and what stands in literals blanked out, tests cut away, lines kept.
    pub(super) fn code(&self) -> String {
        if self.path.ends_with("_tests.rs") {
            return String::new();
        }
        let code = without_literals(&self.text);
        ["#[cfg(test)]", "#[test]"].into_iter().fold(code, |code, mark| without_items(&code, mark))
    }

    /// All paths of the code that begin with a name: those in braces are spelled out, macros end in `!`.
    pub(super) fn paths(&self) -> Vec<Path> {
        let code = self.code();
        let tokens = tokens(&code);
        let mut paths = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let inner = 0 < at && matches!(tokens[at - 1].1.as_str(), "::" | ".");
            if is_name(&tokens[at].1) && !inner {
                at = path(&tokens, at, &[], &mut paths);
            } else {
                at += 1;
            }
        }
        paths
    }
}

/// Reads a path from a token on, below a prefix; returns where it ends.
fn path(tokens: &[(usize, String)], mut at: usize, prefix: &[String], paths: &mut Vec<Path>) -> usize {
    let line = tokens[at].0;
    let mut segments = prefix.to_vec();
    let word = |at: usize| tokens.get(at).map_or("", |(_, token)| token.as_str());
    loop {
        match word(at) {
            "{" => return group(tokens, at + 1, &segments, paths),
            "*" => {
                segments.push("*".to_owned());
                at += 1;
                break;
            }
            name if is_name(name) => segments.push(name.to_owned()),
            _ => break,
        }
        at += 1;
        if word(at) == "!" && word(at + 1) != "=" {
            if let Some(last) = segments.last_mut() {
                last.push('!');
            }
            break;
        }
        if word(at) != "::" {
            break;
        }
        at += 1;
    }
    paths.push(Path { line, segments });
    at
}

/// Reads what stands in the braces of a `use`.
fn group(tokens: &[(usize, String)], mut at: usize, prefix: &[String], paths: &mut Vec<Path>) -> usize {
    while at < tokens.len() && tokens[at].1 != "}" {
        let next = match tokens[at].1.as_str() {
            "as" => at + 2,
            token if is_name(token) || token == "*" || token == "{" => path(tokens, at, prefix, paths),
            _ => at + 1,
        };
        at = next.max(at + 1);
    }
    at + 1
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Names, numbers, `::` and single other characters, each with its line; blanks and `$` left out.
fn tokens(code: &str) -> Vec<(usize, String)> {
    let mut tokens: Vec<(usize, String)> = Vec::new();
    let mut characters = code.chars().peekable();
    let mut line = 1;
    while let Some(character) = characters.next() {
        let mut token = character.to_string();
        match character {
            '\n' => line += 1,
            ' ' | '\t' | '\r' | '$' => {}
            ':' if characters.next_if_eq(&':').is_some() => tokens.push((line, "::".to_owned())),
            _ if character.is_alphanumeric() || character == '_' => {
                while let Some(next) = characters.next_if(|next| next.is_alphanumeric() || *next == '_') {
                    token.push(next);
                }
                tokens.push((line, token));
            }
            _ => tokens.push((line, token)),
        }
    }
    tokens
}

/// Blanks out comments and what stands between quotes.
pub(super) fn without_literals(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        let end = literal_end(&characters, at);
        for character in &characters[at..end.unwrap_or(at + 1)] {
            out.push(if end.is_none() || *character == '\n' { *character } else { ' ' });
        }
        at = end.unwrap_or(at + 1);
    }
    out
}

/// Where the comment or literal ends that begins here; none: here begins none.
fn literal_end(text: &[char], at: usize) -> Option<usize> {
    let is = |at: usize, character: char| text.get(at) == Some(&character);
    let name_before = 0 < at && (text[at - 1].is_alphanumeric() || text[at - 1] == '_');
    match text[at] {
        '/' if is(at + 1, '/') => Some(text[at..].iter().position(|c| *c == '\n').map_or(text.len(), |end| at + end)),
        '/' if is(at + 1, '*') => Some(block_comment_end(text, at)),
        '"' => Some(quoted_end(text, at + 1, '"')),
        '\'' if is(at + 1, '\\') || is(at + 2, '\'') => Some(quoted_end(text, at + 1, '\'')),
        'r' if !name_before || is(at - 1, 'b') => raw_end(text, at + 1),
        _ => None,
    }
}

fn quoted_end(text: &[char], mut at: usize, quote: char) -> usize {
    while at < text.len() && text[at] != quote {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(text.len())
}

fn raw_end(text: &[char], at: usize) -> Option<usize> {
    let hashes = text[at..].iter().take_while(|c| **c == '#').count();
    if text.get(at + hashes) != Some(&'"') {
        return None;
    }
    let closes =
        |end: &usize| text[*end] == '"' && text[end + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
    Some((at + hashes + 1..text.len()).find(closes).map_or(text.len(), |end| end + 1 + hashes))
}

fn block_comment_end(text: &[char], at: usize) -> usize {
    let mut depth = 0;
    let mut end = at;
    while end + 1 < text.len() {
        match (text[end], text[end + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') if depth == 1 => return end + 2,
            ('*', '/') => depth -= 1,
            _ => {
                end += 1;
                continue;
            }
        }
        end += 2;
    }
    text.len()
}

/// Cuts away what a mark stands before: an item up to its semicolon or its closing brace.
pub(super) fn without_items(code: &str, mark: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(begin) = rest.find(mark) {
        let (before, item) = rest.split_at(begin);
        let mut depth = 0_usize;
        let end = item.char_indices().skip(mark.len()).find(|(_, character)| {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            depth == 0 && matches!(character, '}' | ';')
        });
        let (item, after) = item.split_at(end.map_or(item.len(), |(at, _)| at + 1));
        out.push_str(before);
        out.extend(item.chars().filter(|character| *character == '\n'));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[test]
fn literals_comments_and_tests_are_no_code() {
    let source = Source::new(
        "src/model/a.rs",
        "use a::b; // crate::ui\n/* c::d /* e::f */ g::h */ let x = \"crate::ui\"; let y = r#\"i::\"j\"#;\n\
         let z: &'a str = 'k'; let q = '\\''; m::n(b'\"');\n#[cfg(test)]\nmod tests {\n fn f() { o::p } }\n\
         #[cfg(test)]\n#[path = \"t.rs\"]\nmod t;\nfn end() { s::t }\n",
    );
    let paths: Vec<_> = source.paths().into_iter().filter(|path| 1 < path.segments.len()).collect();
    let named: Vec<_> = paths.iter().map(|path| (path.line, path.segments.join("::"))).collect();
    assert_eq!(named, [(1, "a::b".to_owned()), (3, "m::n".to_owned()), (10, "s::t".to_owned())]);
}

#[test]
fn paths_are_spelled_out() {
    let source = Source::new(
        "src/x.rs",
        "use crate::{model::{A, b::*}, edit as e};\nx.y::<super::Z>(); $crate::c!(); d! {}; a != b",
    );
    let paths: Vec<_> = source.paths().iter().map(|path| path.segments.join("::")).collect();
    for expected in ["crate::model::A", "crate::model::b::*", "crate::edit", "super::Z", "crate::c!", "d!", "a", "b"] {
        assert!(paths.iter().any(|path| path == expected), "{expected} in {paths:?}");
    }
    assert!(!paths.iter().any(|path| path == "y" || path == "a!"), "{paths:?}");
}
