//! Ranges, ticks and labels of an axis.

use super::*;

fn some(values: &[f32]) -> Option<Extent> {
    extent(values.iter().copied())
}

fn positive(values: &[f32]) -> Option<Extent> {
    extent(values.iter().copied().filter(|value| *value > 0.0))
}

fn labels(mut axis: Axis, most: f64) -> String {
    axis.set_ticks(most, false);
    axis.ticks.iter().map(|tick| axis.label(*tick)).collect::<Vec<_>>().join(" ")
}

fn around(values: &[f32]) -> (f64, f64) {
    let axis = Axis::around(values);
    (axis.low, axis.high)
}

fn span(axis: &Axis) -> (f64, f64) {
    (axis.low, axis.high)
}

#[test]
fn the_article_gets_round_ranges_from_zero() {
    let x = [3.3, 4.4, 5.5, 6.71, 6.93, 4.168, 9.779, 6.182, 7.59, 2.167, 7.042, 10.791, 5.313, 7.997, 3.1];
    assert_eq!(around(&x), (0.0, 12.0));
    assert_eq!(around(&[1.221, 3.465]), (0.0, 4.0));
}

#[test]
fn odd_data_has_a_range_too() {
    assert_eq!(around(&[]), (0.0, 1.0));
    assert_eq!(around(&[f32::NAN, f32::INFINITY]), (0.0, 1.0));
    assert_eq!(around(&[0.0]), (-1.0, 1.0));
    assert_eq!(around(&[3.0, 3.0]), (1.5, 4.5));
    assert_eq!(around(&[-1.0, 1.0]), (-1.5, 1.5));
    assert_eq!(around(&[-4.0, -1.0, f32::NAN]), (-5.0, 0.0));
    for values in [[f32::MIN, f32::MAX], [0.0, 1e-45], [1e38, 1e38], [-1e-45, -1e-45], [100_000.0, 100_000.01]] {
        let (low, high) = around(&values);
        assert!(low.is_finite() && high.is_finite() && low < high, "{values:?}: {low} {high}");
        assert!(low <= values[0].into() && f64::from(values[1]) <= high, "{values:?}: {low} {high}");
    }
}

#[test]
fn a_linear_loss_starts_at_zero() {
    let axis = |values: &[f32]| span(&Axis::from_zero(some(values)));
    assert_eq!(axis(&[3.927, 0.2421]), (0.0, 4.0));
    assert_eq!(axis(&[11.45, f32::NAN]), (0.0, 15.0));
    assert_eq!(axis(&[1.0]), (0.0, 1.0));
    assert_eq!(axis(&[0.0, 0.0]), (0.0, 1.0));
    assert_eq!(axis(&[-0.5, 1.0]), (-0.5, 1.0));
    let (_, high) = axis(&[f32::MAX]);
    assert!((4e38 / high - 1.0).abs() < 1e-9);
}

#[test]
fn a_logarithmic_loss_spans_round_values() {
    let axis = |values: &[f32]| span(&Axis::decades(positive(values)));
    assert_eq!(axis(&[3.927, 0.1712, 0.1689]), (0.1, 5.0));
    assert_eq!(axis(&[1.0]), (0.5, 2.0));
    assert_eq!(axis(&[0.0, 3e-7, 40.0]), (1e-7, 100.0));
    let (low, high) = axis(&[1e-45, f32::MAX]);
    assert!(low > 0.0 && low <= 1e-45 && high >= 3.4e38 && high.is_finite());
}

#[test]
fn an_axis_of_nothing_has_no_ticks() {
    for mut axis in [Axis::around(&[f32::NAN]), Axis::from_zero(None), Axis::decades(positive(&[0.0, -1.0]))] {
        axis.set_ticks(5.0, false);
        assert_eq!((span(&axis), axis.ticks.len()), ((0.0, 1.0), 0));
    }
}

#[test]
fn labels_are_short() {
    assert_eq!(labels(Axis::from_zero(some(&[3.927])), 4.7), "0 1 2 3 4");
    assert_eq!(labels(Axis::from_zero(some(&[0.9])), 5.0), "0 0.2 0.4 0.6 0.8 1");
    assert_eq!(labels(Axis::from_zero(some(&[1.9])), 4.0), "0 0.5 1 1.5 2");
    assert_eq!(labels(Axis::from_zero(some(&[9_000.0])), 5.0), "0 2e3 4e3 6e3 8e3 1e4");
    assert_eq!(labels(Axis::from_zero(some(&[5_000.0])), 5.0), "0 1000 2000 3000 4000 5000");
    assert_eq!(labels(Axis::from_zero(some(&[1e30])), 2.0), "0 5e29 1e30");
    assert_eq!(labels(Axis::from_zero(some(&[3e-7])), 3.0), "0 1e-7 2e-7 3e-7");
    assert_eq!(labels(Axis::from_zero(some(&[f32::MAX])), 5.0), "0 1e38 2e38 3e38 4e38");
    assert_eq!(labels(Axis::around(&[-0.9, 0.9]), 5.0), "−1 −0.5 0 0.5 1");
    assert_eq!(labels(Axis::around(&[2015.0, 2024.0]), 5.0), "2015 2020 2025");
    assert_eq!(labels(Axis::around(&[100_000.0, 100_010.0]), 3.0), "100000 100005 100010");
    assert_eq!(labels(Axis::from_zero(some(&[25_000.0])), 9.0), "0 5e3 1e4 1.5e4 2e4 2.5e4");
}

#[test]
fn log_labels_are_short() {
    let labels = |values: &[f32], most| labels(Axis::decades(positive(values)), most);
    assert_eq!(labels(&[0.17, 3.9], 6.0), "0.1 0.2 0.5 1 2 5");
    assert_eq!(labels(&[0.17, 3.9], 3.0), "0.1 0.3 1 3");
    assert_eq!(labels(&[0.001, 900.0], 6.0), "0.001 0.01 0.1 1 10 100 1000");
    assert_eq!(labels(&[1e-7, 90.0], 5.0), "1e-6 1e-4 1e-2 1 1e2");
    assert_eq!(labels(&[0.1, 1e30], 4.0), "1 1e10 1e20 1e30");
    assert_eq!(labels(&[1e-45, f32::MAX], 4.0), "1e-40 1e-20 1 1e20");
}

#[test]
fn epochs_are_whole() {
    let ticks = |count: f64, most: f64| {
        let mut axis = Axis::epochs(count);
        axis.set_ticks(most, true);
        axis.ticks.iter().map(|tick| axis.label(*tick)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ticks(100.0, 5.0), "0 20 40 60 80 100");
    assert_eq!(ticks(1.0, 5.0), "0 1");
    assert_eq!(ticks(2.0, 5.0), "0 1 2");
    assert_eq!(ticks(37.0, 4.0), "0 10 20 30");
    assert_eq!(ticks(1e6, 5.0), "0 2e5 4e5 6e5 8e5 1e6");
    assert_eq!(ticks(0.0, 5.0), "0 1");
    assert_eq!(ticks(f64::NAN, 5.0), "0 1");
}

#[test]
fn values_find_their_place() {
    let axis = Axis::decades(positive(&[1.0, 100.0]));
    assert_eq!(span(&axis), (1.0, 100.0));
    assert_eq!(axis.place(10.0), Some(0.5));
    assert_eq!((axis.place(0.0), axis.place(-1.0), axis.place(f64::NAN)), (None, None, None));
    let axis = Axis::epochs(100.0);
    assert_eq!(axis.map(&50.0, (10, 110)), 60);
    assert_eq!(axis.map(&1e308, (10, 110)), 210);
    assert_eq!(axis.map(&f64::NAN, (10, 110)), 10);
}

#[test]
fn no_range_makes_endless_or_missing_ticks() {
    let sizes = [1e-45_f32, 1e-30, 1e-3, 1.0, 7.3, 1e5, 1e20, 3e38];
    for a in sizes {
        for b in sizes {
            for values in [[a, b], [-a, b], [-a, -b]] {
                for most in [0.0, 1.0, 3.0, 9.0] {
                    for mut axis in
                        [Axis::around(&values), Axis::from_zero(some(&values)), Axis::decades(positive(&values))]
                    {
                        axis.set_ticks(most, false);
                        assert!(!axis.ticks.is_empty() || most < 2.0 || !axis.known, "{axis:?}");
                        assert!(axis.ticks.len() as f64 <= most.max(1.0) + 2.0, "{axis:?}");
                        for tick in &axis.ticks {
                            assert!(axis.place(*tick).is_some_and(|p| (-0.01..=1.01).contains(&p)), "{axis:?}");
                            assert!(axis.label(*tick).chars().count() <= 10, "{}", axis.label(*tick));
                        }
                    }
                }
            }
        }
    }
}
