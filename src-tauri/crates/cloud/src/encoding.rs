use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters `A–Z a–z 0–9 - _ . ~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// RFC 3986 encoding as both signatures want it: space is `%20`, `*` is `%2A`, `~` stays.
#[must_use]
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Reads a query or a form body into its decoded pairs, in the order sent. `+` is a space, as in forms.
#[must_use]
pub fn decode_pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

/// The canonical query: pairs encoded, sorted by name and then by value, joined.
#[must_use]
pub fn canonical_query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut encoded: Vec<_> = pairs
        .into_iter()
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    encoded.sort();
    encoded
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreserved_characters_stay_and_all_others_are_encoded() {
        assert_eq!(encode("Az09-_.~"), "Az09-_.~");
        assert_eq!(
            encode(" *!'()+/:中"),
            "%20%2A%21%27%28%29%2B%2F%3A%E4%B8%AD"
        );
    }

    #[test]
    fn pairs_are_decoded_in_order() {
        let pairs = decode_pairs("b=1%202&a=x+y&empty=&flag&&%E4%B8%AD=%2B");
        let expected = [
            ("b", "1 2"),
            ("a", "x y"),
            ("empty", ""),
            ("flag", ""),
            ("中", "+"),
        ];
        assert_eq!(
            pairs,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}
