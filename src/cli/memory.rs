//! How much memory a run may take: `--memory 4GiB`, else half of what the machine has.

use std::fs;

/// Units, with how many bytes each is.
const UNITS: [(&str, u64); 9] = [
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
    ("b", 1),
];
/// Less than this would put every batch aside by itself.
const LEAST: u64 = 1 << 20;
/// Where the machine does not say what it has.
const UNKNOWN: u64 = 4 << 30;

/// An amount of memory as written: `4GiB`, `1.5 GB`, `800MiB`.
pub(super) fn parse(text: &str) -> Result<usize, String> {
    let lower = text.trim().to_ascii_lowercase();
    let unit = UNITS.iter().find_map(|(unit, bytes)| lower.strip_suffix(unit).map(|amount| (amount.trim_end(), *bytes)));
    let Some((amount, unit)) = unit else { return Err("write an amount with its unit, such as 4GiB or 800MiB".to_owned()) };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is out of range ends at its ends")]
    let bytes = match amount.parse::<f64>() {
        Ok(amount) if amount.is_finite() && amount >= 0.0 => (amount * unit as f64) as u64,
        _ => return Err("write an amount with its unit, such as 4GiB or 800MiB".to_owned()),
    };
    if bytes < LEAST {
        return Err("1MiB is the least that a run can do with".to_owned());
    }
    Ok(usize::try_from(bytes).unwrap_or(usize::MAX))
}

/// Half of what the machine, or the group of processes that this one is in, may have.
pub(super) fn default() -> usize {
    let group = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let group = group.iter().filter_map(|path| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok()).min();
    let machine = fs::read_to_string("/proc/meminfo").ok().as_deref().and_then(total);
    let bytes = [group, machine].into_iter().flatten().min().unwrap_or(UNKNOWN);
    usize::try_from(bytes / 2).unwrap_or(usize::MAX)
}

/// The memory of a machine by its `/proc/meminfo`.
fn total(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim_end().parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_units() {
        for (text, bytes) in
            [("4GiB", 4 << 30), ("1.5 gib", 3 << 29), ("800MB", 800_000_000), ("100000000b", 100_000_000), ("1e3MiB", 1000 << 20)]
        {
            assert_eq!(parse(text), Ok(bytes), "{text}");
        }
        for text in ["", "4", "GiB", "4 G", "-1GiB", "infGiB", "NaNGiB"] {
            assert_eq!(parse(text), Err("write an amount with its unit, such as 4GiB or 800MiB".to_owned()), "{text}");
        }
        assert_eq!(parse("1000KiB"), Err("1MiB is the least that a run can do with".to_owned()));
    }

    #[test]
    fn a_machine_says_what_it_has() {
        assert_eq!(total("MemTotal:       24094872 kB\nMemFree: 1 kB\n"), Some(24_094_872 * 1024));
        assert_eq!(total("nothing"), None);
    }
}
