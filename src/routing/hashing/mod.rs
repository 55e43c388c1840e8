//! Consistent hashing (`ConsistentHasher`, `DefaultHashable`): things own points on a line of doubles, and what owns the
//! point that is nearest to a text's own comes first. It knows no caches.

mod group;
mod order;
mod ring;

pub(super) use group::{GroupRing, MAX_MEMBERS};
pub(super) use order::{first, in_order};
pub(super) use ring::{Ring, hash};

#[cfg(test)]
mod tests {
    use super::*;

    /// `../shared/golden/traffic-router/hash-and-distance.txt`
    #[test]
    fn hashes_and_orders_are_javas() {
        assert_eq!(hash("").to_bits(), 2.819_497_684_894_126_4E38_f64.to_bits());
        assert_eq!(hash("some-string").to_bits(), 1.682_811_855_807_379_1E38_f64.to_bits());
        let rings: Vec<Ring> = ["hashId1", "hashId2", "hashId3"].iter().map(|id| Ring::new(id, 100)).collect();
        let cases = [
            ("some-string", [1, 2, 0]),
            ("", [2, 0, 1]),
            ("/", [0, 2, 1]),
            ("/a", [2, 1, 0]),
            ("/b", [0, 1, 2]),
            ("/some/path/thing", [0, 2, 1]),
            ("/another/different/path", [0, 1, 2]),
            ("/some_stream_name1234/.m3u8", [1, 2, 0]),
        ];
        for (text, order) in cases {
            let things: Vec<(usize, &Ring)> = rings.iter().enumerate().collect();
            assert_eq!(in_order(things.iter().copied(), hash(text)), order, "{text}");
            assert_eq!(first(things.into_iter(), hash(text)), Some(order[0]), "{text}");
        }
        assert_eq!(rings[1].closest(hash("some-string")).to_bits(), 1.679_949_842_114_132_2E38_f64.to_bits());
    }

    #[test]
    fn of_equal_things_the_first_stays_first() {
        let ring = Ring::new("same", 10);
        let things = [(7, &ring), (3, &ring), (5, &ring)];
        assert_eq!(in_order(things.into_iter(), hash("x")), [7, 3, 5]);
        assert_eq!(first(things.into_iter(), hash("x")), Some(7));
    }

    #[test]
    fn the_nearest_point_is_found_wherever_it_is() {
        for count in [1, 2, 3, 50, 999] {
            let ring = Ring::new("cache-7", count);
            for text in 0..500 {
                let wanted = hash(&text.to_string());
                let nearest =
                    ring.points().iter().copied().reduce(|best, point| {
                        if (point - wanted).abs() < (best - wanted).abs() { point } else { best }
                    });
                assert_eq!(Some(ring.closest(wanted)), nearest, "{count} {text}");
            }
        }
    }
}
