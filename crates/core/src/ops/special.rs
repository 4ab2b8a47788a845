//! Functions that have no formula of a few signs.

/// The error function: the share of a normal distribution within x·√2 standard deviations.
///
/// Near 0 the series of Abramowitz and Stegun 7.1.6, whose terms are all positive, so that nothing
/// cancels; further out their continued fraction 7.1.14 for what is missing to 1. Good to about 1e-16.
pub(super) fn erf(x: f64) -> f64 {
    let a = x.abs();
    let value = if a < 2.5 {
        let (mut sum, mut term, mut odd) = (a, a, 1.0);
        while term > sum * (f64::EPSILON / 4.0) {
            odd += 2.0;
            term *= 2.0 * a * a / odd;
            sum += term;
        }
        std::f64::consts::FRAC_2_SQRT_PI * (-a * a).exp() * sum
    } else {
        // From the inside out: x + (1/2) / (x + (2/2) / (x + (3/2) / (x + …))).
        let fraction = (1..=60).rev().fold(a, |inner, n| a + f64::from(n) / 2.0 / inner);
        1.0 - std::f64::consts::FRAC_2_SQRT_PI / 2.0 * (-a * a).exp() / fraction
    };
    // An infinite x ends here as well: e^−∞ is 0. NaN stays NaN.
    value.copysign(x)
}

#[cfg(test)]
mod tests {
    use super::erf;

    #[test]
    fn erf_is_as_exact_as_an_f64_allows() {
        // From tables of 20 digits (Abramowitz and Stegun, table 7.1, and mpmath).
        let check = |x: f64, expect: f64| {
            let off = (erf(x) - expect).abs() / expect.abs();
            assert!(off < 1e-15, "erf({x}) = {}, not {expect}", erf(x));
            assert_eq!(erf(-x), -erf(x));
        };
        check(1e-20, 1.128_379_167_095_512_6e-20);
        check(0.1, 0.112_462_916_018_284_89);
        check(0.5, 0.520_499_877_813_046_5);
        check(1.0, 0.842_700_792_949_714_9);
        check(2.0, 0.995_322_265_018_952_7);
        check(2.499_999, 0.999_593_045_804_265_3);
        check(2.5, 0.999_593_047_982_555);
        check(3.0, 0.999_977_909_503_001_4);
        check(6.0, 1.0);
        check(f64::INFINITY, 1.0);
        assert!(erf(0.0) == 0.0 && erf(f64::NAN).is_nan());
    }
}
