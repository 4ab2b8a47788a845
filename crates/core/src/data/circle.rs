//! Sine and cosine from additions and products alone: the same last digit on every computer.

/// cos(2π · turns) and sin(2π · turns).
pub(super) fn cos_sin(turns: f64) -> (f64, f64) {
    // At most an eighth of a turn from a whole quarter, where the series need few terms.
    let quarter = (turns * 4.0).round();
    let angle = (turns - quarter / 4.0) * std::f64::consts::TAU;
    let (cos, sin) = (series(1.0, 1.0, angle), series(angle, 2.0, angle));
    match quarter.rem_euclid(4.0) as i8 {
        0 => (cos, sin),
        1 => (-sin, cos),
        2 => (-cos, -sin),
        _ => (sin, -cos),
    }
}

/// `first` · (1 − x²/(n(n+1)) + x⁴/(n(n+1)(n+2)(n+3)) − …): cosine from n = 1, sine from n = 2.
fn series(first: f64, n: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (first, first, n);
    for _ in 0..10 {
        term *= -x * x / (n * (n + 1.0));
        sum += term;
        n += 2.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_cosine_and_sine() {
        for step in -400..400 {
            let turns = f64::from(step) / 97.0;
            let ((cos, sin), angle) = (cos_sin(turns), turns * std::f64::consts::TAU);
            assert!((cos - angle.cos()).abs() < 1e-13 && (sin - angle.sin()).abs() < 1e-13, "{turns}");
        }
    }
}
