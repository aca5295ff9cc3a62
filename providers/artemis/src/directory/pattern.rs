/// Whether an address fits a pattern of Artemis, whose words are parted by dots: `*` stands for one word, `#` for any
/// number of them.
pub(super) fn fits(pattern: &str, address: &str) -> bool {
    let (pattern, address): (Vec<_>, Vec<_>) = (pattern.split('.').collect(), address.split('.').collect());
    // Which beginnings of the pattern fit what was read so far.
    let mut fitting = vec![false; pattern.len() + 1];
    fitting[0] = true;
    skip_any(&pattern, &mut fitting);
    for word in address {
        let mut next = vec![false; pattern.len() + 1];
        for (at, &wanted) in pattern.iter().enumerate().filter(|&(at, _)| fitting[at]) {
            match wanted {
                "#" => next[at] = true,
                "*" => next[at + 1] = true,
                wanted => next[at + 1] |= wanted == word,
            }
        }
        skip_any(&pattern, &mut next);
        fitting = next;
    }
    fitting[pattern.len()]
}

/// A `#` fits nothing at all as well.
fn skip_any(pattern: &[&str], fitting: &mut [bool]) {
    for (at, &wanted) in pattern.iter().enumerate() {
        fitting[at + 1] |= fitting[at] && wanted == "#";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_fits_a_pattern_word_by_word() {
        for (pattern, address, is_fit) in [
            ("#", "order.placed", true),
            ("order.#", "order.placed", true),
            ("order.#", "order.placed.twice", true),
            ("order.#", "order", true),
            ("order.#", "orders.placed", false),
            ("order.*", "order.placed", true),
            ("order.*", "order.placed.twice", false),
            ("order.*", "order", false),
            ("#.placed", "order.placed", true),
            ("order.#.twice", "order.placed.or.not.twice", true),
            ("order.#.twice", "order.placed.once", false),
            ("order.placed", "order.placed", true),
        ] {
            assert_eq!(fits(pattern, address), is_fit, "{pattern} {address}");
        }
    }
}
