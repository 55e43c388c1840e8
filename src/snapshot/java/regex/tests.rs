//! Expressions and what Java says of them.

use super::{RegexVerdict, judge};

#[test]
fn what_java_compiles_compiles() {
    let cases = [
        "",
        ".*\\.atlas-web\\..*",
        "(.*\\.|^)foo\\..*",
        "a|b||",
        "a{2}{3}",
        "a{0,}?",
        "{1}",
        "]}",
        "[]a]",
        "[^]a]",
        "[a-]",
        "[-a]",
        "[a&&b]",
        "[a&b]",
        "[a-z&&[^b]&&[c]]",
        "[\\w-\\.]",
        "[a-[b]]",
        "\\Q(\\E",
        "\\Q[",
        "[\\Q]\\E]",
        "\\\\Q",
        "(?<n>a)\\k<n>",
        "(?i)a(?-i:b)",
        "(?<=ab|c{2,3})d",
        "(?!a*)",
        "\\7",
        "\\0377\\x41\\x{10FFFF}\\u0041\\cA",
        "\\p{L}\\pL\\P{Lu}",
        "\\b{g}",
        "^*$+",
        "a*{2}",
        "\\-\\_\\é",
    ];
    for expression in cases {
        assert_eq!(judge(expression), RegexVerdict::Compiles, "{expression}");
    }
}

#[test]
fn what_java_refuses_fails() {
    let cases = [
        ("(", "Unclosed group"),
        (")", "Unmatched closing ')'"),
        ("a)b", "Unmatched closing ')'"),
        ("*abc", "Dangling meta character '*'"),
        ("a**", "Dangling meta character '*'"),
        ("a???", "Dangling meta character '?'"),
        ("(?:+)", "Dangling meta character '+'"),
        ("a{2,1}", "Illegal repetition range"),
        ("a{", "Illegal repetition"),
        ("a{,3}", "Illegal repetition"),
        ("{", "Illegal repetition"),
        ("a{2", "Unclosed counted closure"),
        ("a{2,x}", "Illegal repetition"),
        ("[", "Unclosed character class"),
        ("[]", "Unclosed character class"),
        ("[a", "Unclosed character class"),
        ("[z-a]", "Illegal character range"),
        ("[a-\\w]", "Illegal character range"),
        ("[\\b]", "Illegal/unsupported escape sequence"),
        ("[&&]", "Bad class syntax"),
        ("\\", "Unescaped trailing backslash"),
        ("\\y", "Illegal/unsupported escape sequence"),
        ("\\E", "Illegal/unsupported escape sequence"),
        ("\\08", "Illegal octal escape sequence"),
        ("\\xg", "Illegal hexadecimal escape sequence"),
        ("\\x{}", "Illegal hexadecimal escape sequence"),
        ("\\x{110000}", "Hexadecimal codepoint is too big"),
        ("\\u12", "Illegal Unicode escape sequence"),
        ("\\c", "Illegal control escape sequence"),
        ("\\p{", "Unclosed character family"),
        ("\\p{}", "Empty character family"),
        ("\\p{Foo}", "Unknown character property name {Foo}"),
        ("\\k<n>", "named capturing group <n> does not exist"),
        ("(?<n>a)(?<n>b)", "Named capturing group <n> is already defined"),
        ("(?<1>a)", "capturing group name does not start with a Latin letter"),
        ("(?<n a)", "named capturing group is missing trailing '>'"),
        ("(?P<n>a)", "Unknown inline modifier"),
        ("(?$)", "Unknown group type"),
        ("(a)(?<=\\1)b", "Look-behind group does not have an obvious maximum length"),
        ("(\\p{IsLatin}", "Unclosed group"),
        ("[\\p{InGreek}-", "Unclosed character class"),
        ("\\p{script=Latin}**", "Dangling meta character '*'"),
        ("(?<=(a|b){2})c)", "Unmatched closing ')'"),
        ("(?<=a*)b[", "Unclosed character class"),
        ("(?i", "Unknown inline modifier"),
    ];
    for (expression, expected) in cases {
        match judge(expression) {
            RegexVerdict::Fails { reason, .. } => assert_eq!(reason, expected, "{expression}"),
            other => panic!("{expression}: {other:?}"),
        }
    }
}

#[test]
fn what_cannot_be_judged_is_said() {
    let cases = [
        "(?x)a # b",
        "\\p{IsLatin}",
        "[\\p{IsLatin}a-z]",
        "\\p{sc=Latin}",
        "\\N{DIGIT ONE}",
        "(?<=(a|b){2})c",
        "a{99999999999}",
        // Java 8 refuses these, Java 17 compiles them.
        "(?<=a*)b",
        "(?<!.*\\.x)y",
        "(?<=a{2,}b)c",
        "(?<=\\Xb)c",
    ];
    for expression in cases {
        assert!(matches!(judge(expression), RegexVerdict::Unjudged(_)), "{expression}");
    }
    assert!(matches!(judge(&"(".repeat(100_000)), RegexVerdict::Unjudged(_)));
}
