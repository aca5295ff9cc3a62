//! Wall-clock time as it is written on the wire.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

const DAY: i64 = 86_400;

/// A moment in UTC with millisecond resolution, written as RFC 3339 (`2026-11-21T09:30:00.250Z`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp {
    millis: i64,
}

impl Timestamp {
    /// The moment so many milliseconds after 1970-01-01T00:00:00Z.
    pub const fn from_unix_millis(millis: i64) -> Self {
        Self { millis }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn unix_millis(self) -> i64 {
        self.millis
    }

    /// Reads RFC 3339 with any offset; `None` if it is malformed. Digits below a millisecond are cut off.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let sign = |at: usize, allowed: &[u8]| bytes.get(at).is_some_and(|b| allowed.contains(b));
        if !(sign(4, b"-") && sign(7, b"-") && sign(10, b"Tt ") && sign(13, b":") && sign(16, b":")) {
            return None;
        }
        let number = |from: usize, to: usize| -> Option<i64> {
            let digits = bytes.get(from..to)?;
            digits.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')))
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        // 60 is a leap second; it counts as the first second of the next minute.
        if !((1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60) {
            return None;
        }
        let (mut at, mut millis) = (19, 0);
        if sign(at, b".") {
            at += 1;
            let start = at;
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                if at < start + 3 {
                    millis += i64::from(bytes[at] - b'0') * [100, 10, 1][at - start];
                }
                at += 1;
            }
            if at == start {
                return None;
            }
        }
        let offset = match bytes.get(at)? {
            b'Z' | b'z' if bytes.len() == at + 1 => 0,
            plus_or_minus @ (b'+' | b'-') if bytes.len() == at + 6 && sign(at + 3, b":") => {
                let seconds = number(at + 1, at + 3)? * 3600 + number(at + 4, at + 6)? * 60;
                if *plus_or_minus == b'+' { seconds } else { -seconds }
            }
            _ => return None,
        };
        let seconds = days_from_civil(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset;
        Some(Self { millis: seconds * 1000 + millis })
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let millis = |d: Duration| i64::try_from(d.as_millis()).unwrap_or(i64::MAX);
        Self { millis: time.duration_since(UNIX_EPOCH).map_or_else(|before| -millis(before.duration()), millis) }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, millis) = (self.millis.div_euclid(1000), self.millis.rem_euclid(1000));
        let (days, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        let (year, month, day) = civil_from_days(days);
        let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
        if !(0..10_000).contains(&year) {
            return write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z");
        }
        // Once per event that is sent, so not by way of the formatting of seven numbers.
        let mut text = *b"0000-00-00T00:00:00.000Z";
        let (century, tens) = (year / 100, millis / 10);
        let dates = [(0, century), (2, year % 100), (5, month), (8, day)];
        let times = [(11, hour), (14, minute), (17, second), (20, tens)];
        for (at, number) in [dates, times].into_iter().flatten() {
            text[at] = b'0' + (number / 10) as u8;
            text[at + 1] = b'0' + (number % 10) as u8;
        }
        text[22] = b'0' + (millis % 10) as u8;
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, counted in eras of 400 years that begin on 1 March.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_are_written_in_rfc_3339() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_253_400_250, "2026-11-21T09:30:00.250Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Timestamp::from_unix_millis(millis).to_string(), text);
            assert_eq!(Timestamp::parse(text), Some(Timestamp::from_unix_millis(millis)));
        }
    }

    #[test]
    fn offsets_and_fractions_are_read() {
        let moment = Timestamp::from_unix_millis(1_795_253_400_250);
        assert_eq!(Timestamp::parse("2026-11-21T10:30:00.2509+01:00"), Some(moment));
        assert_eq!(Timestamp::parse("2026-11-21T04:00:00.25-05:30"), Some(moment));
    }

    #[test]
    fn malformed_times_are_refused() {
        for text in ["", "2026-11-21", "2026-13-01T00:00:00Z", "2026-11-21T09:30:00", "2026-11-21T09:30:00.Z", "x"] {
            assert_eq!(Timestamp::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_survives_the_calendar() {
        for days in -100_000..150_000 {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
    }
}
