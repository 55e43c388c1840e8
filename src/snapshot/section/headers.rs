//! The headers of delivery services, cut as Traffic Ops cuts them (`TO/crconfig/deliveryservice.go` makeDSes).

use crate::sorting::OrderedMap;

/// The lines of a header field; `__RETURN__` stands for a line break. An empty field has none.
fn lines(text: Option<&str>) -> Vec<String> {
    match text {
        None | Some("") => Vec::new(),
        Some(text) => text.replace("__RETURN__", "\n").split('\n').map(str::to_owned).collect(),
    }
}

/// The names of request headers; what stands behind a colon is dropped, empty lines are not.
pub(super) fn request_headers(text: Option<&str>) -> Vec<String> {
    let name = |line: &String| line.split(':').next().unwrap_or_default().trim().to_owned();
    lines(text).iter().map(name).collect()
}

/// Response headers; values end at a second colon, and of equal names the last wins.
pub(super) fn response_headers(text: Option<&str>) -> OrderedMap<String, String> {
    let mut headers = OrderedMap::new();
    for line in lines(text) {
        let mut parts = line.split(':');
        let name = parts.next().unwrap_or_default().trim().to_owned();
        let value = parts.next().unwrap_or_default().trim_matches([' ', '\n', '"']).to_owned();
        headers.insert(name, value);
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn response_headers_are_cut_at_colons() {
        let text = "X-A: 1__RETURN__ X-Html : <a>__RETURN__Location: http://x:80/p\r\nX-Quoted: \"q v\"\r\nX-No__RETURN__X-A: 2__RETURN__";
        let headers = response_headers(Some(text));
        let expected =
            [("", ""), ("Location", "http"), ("X-A", "2"), ("X-Html", "<a>"), ("X-No", ""), ("X-Quoted", "q v\"\r")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(headers.into_iter().collect::<Vec<_>>(), expected);
        assert!(response_headers(Some("")).is_empty() && response_headers(None).is_empty());
    }

    #[test]
    fn request_headers_keep_empty_names() {
        let headers = request_headers(Some(" X-R1: v__RETURN__ X-R2 \nX-R3<&>:__RETURN____RETURN__X-R1\n"));
        assert_eq!(headers, ["X-R1", "X-R2", "X-R3<&>", "", "X-R1", ""]);
    }
}
