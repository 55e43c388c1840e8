//! Query strings: what the servlet container makes of their parameters, and what of them is hashed
//! (`DeliveryService.extractSignificantQueryParams`).

use super::outcome::Thrown;
use crate::sorting::{OrderedMap, OrderedSet};

/// The first value of a parameter, decoded.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decoded = |text| decode(text).unwrap_or_else(|_| String::from(text));
        (decoded(key) == name).then(|| decoded(value))
    })
}

/// The parameters that count, sorted, one right after the other.
pub(super) fn significant(query: Option<&str>, counting: &OrderedSet<String>) -> Result<String, Thrown> {
    let query = query.unwrap_or_default();
    if query.is_empty() || counting.is_empty() {
        return Ok(String::new());
    }
    // Java sorts by UTF-16 units.
    let mut found: OrderedMap<Vec<u16>, String> = OrderedMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        // Java's `split` leaves out what is empty at the end.
        let parts = pair.trim_end_matches('=').split('=').map(decode).collect::<Result<Vec<_>, _>>()?;
        if pair.bytes().all(|byte| byte == b'=') {
            return Err(Thrown::ArrayIndex);
        }
        if parts.first().is_some_and(|name| counting.contains(name)) {
            let joined = parts.join("=");
            found.insert(joined.encode_utf16().collect(), joined);
        }
    }
    Ok(found.into_values().collect())
}

/// `URLDecoder.decode` in UTF-8.
fn decode(text: &str) -> Result<String, Thrown> {
    if !text.contains(['%', '+']) {
        return Ok(text.to_owned());
    }
    let mut decoded = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if character == '%' {
            let mut bytes = Vec::new();
            while let Some(escape) = rest.strip_prefix('%') {
                let digits = escape.get(..2).ok_or(Thrown::IllegalArgument)?;
                // `Integer.parseInt` takes a sign, and a negative value is refused after that.
                let value = i32::from_str_radix(digits, 16).map_err(|_| Thrown::IllegalArgument)?;
                bytes.push(u8::try_from(value).map_err(|_| Thrown::IllegalArgument)?);
                rest = escape.get(2..).unwrap_or_default();
            }
            decoded.push_str(&String::from_utf8_lossy(&bytes));
            continue;
        }
        decoded.push(if character == '+' { ' ' } else { character });
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_that_count_are_decoded_and_sorted() {
        let counting: OrderedSet<String> = ["a", "tok", "zz"].map(str::to_owned).into();
        let cases = [
            ("sid=%2Fa%2Fb&tok=1&zz", Ok("tok=1zz")),
            ("b=2&a=1&a=1", Ok("a=1")),
            ("a=b=c", Ok("a=b=c")),
            ("a=&tok=x%20y+z", Ok("atok=x y z")),
            ("a=%zz", Err(Thrown::IllegalArgument)),
            ("a=1&=", Err(Thrown::ArrayIndex)),
            ("x=caf%C3%A9&&a=%C3%A9", Ok("a=é")),
            ("", Ok("")),
        ];
        for (query, wanted) in cases {
            assert_eq!(significant(Some(query), &counting), wanted.map(str::to_owned), "{query}");
        }
        assert_eq!(significant(Some("a=%zz"), &OrderedSet::new()), Ok(String::new()));
    }

    #[test]
    fn the_first_value_of_a_parameter_counts() {
        assert_eq!(parameter("a=1&trred=FALSE&trred=x", "trred"), Some("FALSE".to_owned()));
        assert_eq!(parameter("a=1&b", "b"), Some(String::new()));
        assert_eq!(parameter("fake=10.0.0.1%2B+", "fake"), Some("10.0.0.1+ ".to_owned()));
        assert_eq!(parameter("a=1", "b"), None);
    }
}
