//! The sets of characters that Java knows by a letter or a name.

use regex_syntax::hir::{Class, ClassUnicode, HirKind};

use super::tree::{complement, set};

/// Names in `\p{...}` for characters of ASCII, or of Latin-1, or all.
const ASCII: &[(&str, &[(char, char)])] = &[
    ("all", &[('\0', '\u{10FFFF}')]),
    ("L1", &[('\0', '\u{FF}')]),
    ("ASCII", &[('\0', '\u{7F}')]),
    ("Alnum", &[('0', '9'), ('A', 'Z'), ('a', 'z')]),
    ("Alpha", &[('A', 'Z'), ('a', 'z')]),
    ("Blank", &[('\t', '\t'), (' ', ' ')]),
    ("Cntrl", &[('\0', '\u{1F}'), ('\u{7F}', '\u{7F}')]),
    ("Digit", &[('0', '9')]),
    ("Graph", &[('!', '~')]),
    ("Lower", &[('a', 'z')]),
    ("Print", &[(' ', '~')]),
    ("Punct", &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
    ("Space", &[('\t', '\r'), (' ', ' ')]),
    ("Upper", &[('A', 'Z')]),
    ("XDigit", &[('0', '9'), ('A', 'F'), ('a', 'f')]),
    // Halves of characters, of which a text here has none.
    ("Cs", &[]),
];

/// Names of general categories, and what they hold.
const CATEGORIES: &[(&str, &str)] = &[
    ("Lu", r"\p{Lu}"),
    ("Ll", r"\p{Ll}"),
    ("Lt", r"\p{Lt}"),
    ("Lm", r"\p{Lm}"),
    ("Lo", r"\p{Lo}"),
    ("Mn", r"\p{Mn}"),
    ("Me", r"\p{Me}"),
    ("Mc", r"\p{Mc}"),
    ("Nd", r"\p{Nd}"),
    ("Nl", r"\p{Nl}"),
    ("No", r"\p{No}"),
    ("Zs", r"\p{Zs}"),
    ("Zl", r"\p{Zl}"),
    ("Zp", r"\p{Zp}"),
    ("Cc", r"\p{Cc}"),
    ("Cf", r"\p{Cf}"),
    ("Co", r"\p{Co}"),
    ("Pd", r"\p{Pd}"),
    ("Ps", r"\p{Ps}"),
    ("Pe", r"\p{Pe}"),
    ("Pc", r"\p{Pc}"),
    ("Po", r"\p{Po}"),
    ("Sm", r"\p{Sm}"),
    ("Sc", r"\p{Sc}"),
    ("Sk", r"\p{Sk}"),
    ("So", r"\p{So}"),
    ("Pi", r"\p{Pi}"),
    ("Pf", r"\p{Pf}"),
    ("L", r"\p{L}"),
    ("M", r"\p{M}"),
    ("N", r"\p{N}"),
    ("Z", r"\p{Z}"),
    ("P", r"\p{P}"),
    ("S", r"\p{S}"),
    ("LC", r"[\p{Lu}\p{Ll}\p{Lt}]"),
    ("LD", r"[\p{L}\p{Nd}]"),
];

/// Names that a wish for either case changes, differently in Java's versions.
pub(super) const CASED: &[&str] = &["Lower", "Upper", "Lu", "Ll", "Lt"];

/// What `\p{...}` stands for; none: Java knows the name, and what it holds depends on Java's version.
pub(super) fn named(name: &str) -> Option<ClassUnicode> {
    if let Some((_, ranges)) = ASCII.iter().find(|(known, _)| *known == name) {
        return Some(set(ranges));
    }
    let (_, members) = CATEGORIES.iter().find(|(known, _)| *known == name)?;
    // The characters that Java 17 knows.
    let hir = regex_syntax::parse(&format!(r"[{members}&&\p{{Age:13.0}}]")).ok()?;
    match hir.into_kind() {
        HirKind::Class(Class::Unicode(members)) => Some(members),
        _ => None,
    }
}

/// What `\d`, `\D` and their like stand for.
pub(super) fn lettered(letter: char) -> Option<ClassUnicode> {
    let members: &[(char, char)] = match letter.to_ascii_lowercase() {
        'd' => &[('0', '9')],
        'w' => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        's' => &[('\t', '\r'), (' ', ' ')],
        'v' => &[('\n', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')],
        'h' => &[
            ('\t', '\t'),
            (' ', ' '),
            ('\u{A0}', '\u{A0}'),
            ('\u{1680}', '\u{1680}'),
            ('\u{180E}', '\u{180E}'),
            ('\u{2000}', '\u{200A}'),
            ('\u{202F}', '\u{202F}'),
            ('\u{205F}', '\u{205F}'),
            ('\u{3000}', '\u{3000}'),
        ],
        _ => return None,
    };
    Some(if letter.is_ascii_uppercase() { complement(set(members)) } else { set(members) })
}

/// What ends a line.
pub(super) fn line_terminators() -> ClassUnicode {
    set(&[('\n', '\n'), ('\r', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')])
}
