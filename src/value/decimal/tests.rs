//! What decimals promise, as tables, and the laws against a slower arithmetic of any width.

use super::*;
use bigdecimal::{BigDecimal, Context, RoundingMode};
use proptest::prelude::*;
use std::num::NonZeroU64;
use std::str::FromStr;

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap_or_else(|| panic!("no decimal: {text}"))
}

fn shown(value: Option<Decimal>) -> String {
    value.map_or_else(|| "missing".into(), |value| value.to_string())
}

#[test]
fn reads_and_writes_all_digits() {
    for (text, written) in [
        ("0", "0"),
        ("-0", "0"),
        ("0e99999", "0"),
        ("12", "12"),
        ("+12", "12"),
        ("-0.50", "-0.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("000100.00100", "100.001"),
        ("1.2e3", "1200"),
        ("12E-4", "0.0012"),
        ("1200", "1200"),
        ("1e20", "100000000000000000000"),
        ("1234567890123456789012345678901234", "1234567890123456789012345678901234"),
        ("0.1234567890123456789012345678901234", "0.1234567890123456789012345678901234"),
        ("1.00000000000000000000000000000000000000000000000000000000000", "1"),
        ("0.00000000000000000000000000000000000000000000000000000000001", "0.00000000000000000000000000000000000000000000000000000000001"),
    ] {
        assert_eq!(decimal(text).to_string(), written, "{text}");
    }
    assert_eq!(decimal("9.5e6144").to_string().len(), 6145);
    assert_eq!(format!("{:>6}|{:<6}|{:06}", decimal("1.5"), decimal("1.5"), decimal("-1.5")), "   1.5|1.5   |-001.5");
}

#[test]
fn refuses_what_is_no_decimal() {
    for text in [
        "",
        "-",
        "+",
        ".",
        "e5",
        "1e",
        "1e+",
        "1e5.5",
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "1_000",
        "1,5",
        " 1",
        "1 ",
        "0x10",
        "1.2.3",
        "--1",
        "١",
        "12345678901234567890123456789012345",
        "1.0000000000000000000000000000000001e0e",
        "1e6145",
        "1e-6144",
        "1e999999999999",
        "1e-999999999999",
        "10000000000000000000000000000000000000000000000000000000000000000001",
    ] {
        assert_eq!(Decimal::parse(text), None, "{text}");
    }
    assert_eq!(Decimal::parse(&"9".repeat(100_000)), None);
    assert_eq!(Decimal::parse(&format!("1{}", "0".repeat(100_000))), None);
}

#[test]
fn rounds_to_34_digits_half_to_even() {
    for (a, op, b, result) in [
        ("1", "/", "3", "0.3333333333333333333333333333333333"),
        ("2", "/", "3", "0.6666666666666666666666666666666667"),
        ("-2", "/", "3", "-0.6666666666666666666666666666666667"),
        ("1", "/", "8", "0.125"),
        ("1", "/", "0", "missing"),
        ("0", "/", "7", "0"),
        ("9999999999999999999999999999999999", "+", "1", "10000000000000000000000000000000000"),
        ("9999999999999999999999999999999999", "+", "0.5", "10000000000000000000000000000000000"),
        ("9999999999999999999999999999999998", "+", "0.5", "9999999999999999999999999999999998"),
        ("9999999999999999999999999999999997", "+", "0.5", "9999999999999999999999999999999998"),
        ("1e40", "-", "1", "10000000000000000000000000000000000000000"),
        ("1e6144", "-", "1e-6143", &format!("1{}", "0".repeat(6144))),
        ("9e6144", "+", "9e6144", "missing"),
        ("9e6144", "*", "10", "missing"),
        ("1e-6143", "*", "0.1", "0"),
        (
            "1234567890123456789012345678901234",
            "*",
            "1234567890123456789012345678901234",
            "1524157875323883675049535156256667000000000000000000000000000000000",
        ),
        ("0.1", "+", "0.2", "0.3"),
        ("19.99", "*", "3", "59.97"),
        ("100", "-", "99.9", "0.1"),
    ] {
        let (a, b) = (decimal(a), decimal(b));
        let value = match op {
            "+" => a.add(b),
            "-" => a.sub(b),
            "*" => a.mul(b),
            _ => a.div(b),
        };
        assert_eq!(shown(value), result, "{a} {op} {b}");
    }
}

#[test]
fn rounds_halves_away_from_zero() {
    for (text, digits, result) in [
        ("2.675", 2, "2.68"),
        ("-2.675", 2, "-2.68"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("2.4", 0, "2"),
        ("1250", -2, "1300"),
        ("49", -2, "0"),
        ("50", -2, "100"),
        ("0.05", 1, "0.1"),
        ("0.005", 1, "0"),
        ("1e-40", 0, "0"),
        ("1.5", 40, "1.5"),
        ("5", i64::MIN, "0"),
        ("5", i64::MAX, "5"),
    ] {
        assert_eq!(shown(decimal(text).round(digits)), result, "round({text}, {digits})");
    }
    assert_eq!(decimal("9.5e6144").round(-6144).map(|it| it.to_string().len()), None);
    for (text, floor, ceil) in
        [("1.5", "1", "2"), ("-1.5", "-2", "-1"), ("2", "2", "2"), ("1e-90", "0", "1"), ("-1e-90", "-1", "0"), ("1e50", "1e50", "1e50")]
    {
        assert_eq!((decimal(text).floor(), decimal(text).ceil()), (decimal(floor), decimal(ceil)), "{text}");
    }
}

#[test]
fn meets_integers_and_numbers() {
    assert_eq!(Decimal::from_integer(i64::MIN).to_string(), "-9223372036854775808");
    assert_eq!(Decimal::from_integer(i64::MIN).to_integer(), Some(i64::MIN));
    assert_eq!(decimal("9223372036854775808").to_integer(), None);
    assert_eq!(decimal("1e3").to_integer(), Some(1000));
    assert_eq!(decimal("1.5").to_integer(), None);
    assert_eq!(shown(Decimal::from_f64(2.675, 2)), "2.68");
    assert_eq!(shown(Decimal::from_f64(0.1 + 0.2, 17)), "0.30000000000000004");
    assert_eq!(Decimal::from_f64(f64::NAN, 2), None);
    assert_eq!(shown(Decimal::shortest(1e300)).len(), 301);
    assert_eq!(shown(Decimal::shortest(5e-324)).len(), 326);
    assert_eq!(decimal("1e6000").to_f64(), f64::INFINITY);
    assert_eq!(serde_json::to_string(&decimal("12.50")).ok().as_deref(), Some("\"12.5\""));
}

/// Decimals of all widths, with and without zeros at either end.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?[0-9]{1,12}(\\.[0-9]{1,6})?",
        "-?[1-9][0-9]{0,33}e-?[0-9]{1,2}",
        "-?[1-9]9{20,33}e-?[0-9]{1,2}",
        "-?[1-9]0{0,20}[5]0{0,11}e-?[0-9]",
    ]
}

/// The same rounding, by the crate for decimals of any width.
fn to_34(value: &BigDecimal) -> BigDecimal {
    let precision = NonZeroU64::new(u64::from(DIGITS)).unwrap_or(NonZeroU64::MIN);
    Context::new(precision, RoundingMode::HalfEven).round_decimal(value.clone())
}

fn wide(text: &str) -> BigDecimal {
    BigDecimal::from_str(text).unwrap_or_else(|_| panic!("no wide decimal: {text}"))
}

proptest! {
    #[test]
    fn agrees_with_wide_arithmetic(a in texts(), b in texts()) {
        let (x, y) = (decimal(&a), decimal(&b));
        let (wa, wb) = (wide(&a), wide(&b));
        prop_assert_eq!(x.add(y).map(|it| wide(&it.to_string())), Some(to_34(&(&wa + &wb))));
        prop_assert_eq!(x.sub(y).map(|it| wide(&it.to_string())), Some(to_34(&(&wa - &wb))));
        prop_assert_eq!(x.mul(y).map(|it| wide(&it.to_string())), Some(to_34(&(&wa * &wb))));
        prop_assert_eq!(x.cmp(&y), wa.cmp(&wb));
        prop_assert_eq!(x == y, wa == wb);
        match x.div(y) {
            None => prop_assert!(y.is_zero()),
            Some(quotient) => {
                // The quotient is the nearest: the error, times the divisor, is at most half a unit in the last of 34 digits.
                let quotient_wide = wide(&quotient.to_string());
                let error = (&quotient_wide * &wb - &wa).abs() * BigDecimal::from(2);
                let unit = BigDecimal::new(1.into(), i64::from(33 - if quotient.is_zero() { 0 } else { quotient.first_place() }));
                prop_assert!(error <= unit * wb.abs(), "{} / {} = {}", a, b, quotient);
            }
        }
    }

    #[test]
    fn writes_what_it_reads(a in texts()) {
        let x = decimal(&a);
        prop_assert_eq!(Decimal::parse(&x.to_string()), Some(x));
        prop_assert_eq!(x.to_f64().to_bits(), (a.parse::<f64>().unwrap_or(f64::NAN) + 0.0).to_bits());
        prop_assert_eq!(x.neg().neg(), x);
        prop_assert!(x.floor() <= x && x <= x.ceil());
        prop_assert!(x.is_zero() || x.coefficient() % 10 != 0);
    }

    #[test]
    fn numbers_survive(value in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
        prop_assert_eq!(Decimal::shortest(value).map(Decimal::to_f64), Some(value));
    }

    #[test]
    fn never_panics(text in "\\PC{0,40}|[-+0-9.eE]{0,60}", digits in any::<i64>(), number in any::<f64>()) {
        if let Some(value) = Decimal::parse(&text) {
            let _ = (value.round(digits), value.floor(), value.ceil(), value.to_f64(), value.to_integer(), value.div(value));
        }
        let _ = Decimal::from_f64(number, digits);
    }
}
