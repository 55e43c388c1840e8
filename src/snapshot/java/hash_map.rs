//! The order in which Java's `HashMap` with text keys is gone through. It matters where several things fail and only
//! the first of them counts, and where locations are equally far away.

/// `String.hashCode`: over UTF-16 units, wrapping.
pub fn string_hash(text: &str) -> u32 {
    let add = |hash: u32, unit: u32| hash.wrapping_mul(31).wrapping_add(unit);
    if text.is_ascii() {
        return text.bytes().fold(0, |hash, byte| add(hash, u32::from(byte)));
    }
    text.encode_utf16().fold(0, |hash, unit| add(hash, u32::from(unit)))
}

/// What a map is made for where nothing is said.
pub const DEFAULT_CAPACITY: usize = 16;

/// The hash of a double, as `HashCodeBuilder` takes it.
pub fn double_hash(number: f64) -> u32 {
    let bits = number.to_bits();
    ((bits ^ (bits >> 32)) & 0xffff_ffff) as u32
}

/// In what order a map that grew from its default size holds keys that were put in this order, each once.
///
/// **Limitations**: eight and more keys in one bucket of a large map become a tree, whose order may differ.
pub fn order<'a>(keys: impl IntoIterator<Item = &'a str>) -> Vec<usize> {
    let hashes: Vec<u32> = keys.into_iter().map(string_hash).collect();
    order_of(&hashes, DEFAULT_CAPACITY)
}

/// The same of keys that are no texts, by their hashes, and of a map that was made for so many.
pub fn order_of(hashes: &[u32], expected: usize) -> Vec<usize> {
    let mut capacity = u32::try_from(expected.next_power_of_two()).unwrap_or(1 << 30);
    while hashes.len() as u64 * 4 > u64::from(capacity) * 3 {
        capacity = capacity.saturating_mul(2);
    }
    let bucket = |hash: &u32| (hash ^ (hash >> 16)) & (capacity - 1);
    if u64::from(capacity) <= 4 * hashes.len() as u64 {
        return by_bucket(hashes.iter().map(bucket), hashes.len(), capacity as usize);
    }
    let mut order: Vec<usize> = (0..hashes.len()).collect();
    order.sort_by_key(|index| hashes.get(*index).map(bucket));
    order
}

/// The places of so many things by the buckets in which they are, those of one in their order: without comparing them, as
/// there are hardly more buckets than things.
fn by_bucket(buckets: impl Iterator<Item = u32> + Clone, count: usize, capacity: usize) -> Vec<usize> {
    let mut ends = vec![0; capacity];
    for bucket in buckets.clone() {
        if let Some(end) = ends.get_mut(bucket as usize) {
            *end += 1;
        }
    }
    let mut before = 0;
    for end in &mut ends {
        (*end, before) = (before, before + *end);
    }
    let mut order = vec![0; count];
    for (place, bucket) in buckets.enumerate() {
        let Some(end) = ends.get_mut(bucket as usize) else { continue };
        if let Some(slot) = order.get_mut(*end) {
            *slot = place;
        }
        *end += 1;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_stand_in_the_order_of_their_buckets() {
        for count in [1, 11, 12, 13, 100, 5_000] {
            let names: Vec<String> = (0..count).map(|number| format!("edge-{}", number * 7919 % 10_007)).collect();
            let hashes: Vec<u32> = names.iter().map(|name| string_hash(name)).collect();
            for expected in [1, DEFAULT_CAPACITY, 100_000] {
                let mut capacity = expected.next_power_of_two();
                while capacity * 3 < count * 4 {
                    capacity *= 2;
                }
                let bucket = |place: &usize| (hashes[*place] ^ (hashes[*place] >> 16)) as usize & (capacity - 1);
                let mut order: Vec<usize> = (0..count).collect();
                order.sort_by_key(bucket);
                assert_eq!(order_of(&hashes, expected), order, "{count} {expected}");
            }
        }
    }

    #[test]
    fn hashes_and_orders_are_javas() {
        assert_eq!(string_hash("hello"), 99_162_322);
        assert_eq!(string_hash(""), 0);
        assert_eq!(string_hash("h\u{e4}\u{1f600}"), (((104 * 31) + 0xe4) * 31 + 0xd83d) * 31 + 0xde00);
        // Banana is in the first bucket, the others share the second.
        assert_eq!(order(["cherry", "apple", "banana"]), [2, 0, 1]);
        assert_eq!(order(["apple", "cherry", "banana"]), [2, 0, 1]);
    }
}
