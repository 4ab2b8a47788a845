//! Where a legend or a label may stand so that it covers nothing.

use super::curve::{Bounds, Point};

/// The corner of `plot` where a box of `size` covers the fewest points, and how many it covers: top left, top
/// right, bottom right, bottom left, in this order of preference. A point within `rim` of the box is covered.
pub(crate) fn corner(plot: Bounds, size: Point, rim: f64, points: &[Point]) -> (Bounds, usize) {
    let (left, right) = (plot.low.0, plot.high.0 - size.0);
    let (top, bottom) = (plot.low.1, plot.high.1 - size.1);
    fewest(&[(left, top), (right, top), (right, bottom), (left, bottom)], size, |place| {
        let place = place.grown(rim);
        points.iter().filter(|point| place.contains(**point)).count()
    })
}

/// The place for a label of `size` that names the level line at height `y`, where the fewest pieces of the curve
/// run through it, and how many those are: on the right above the line, below it, or further up, else on the left.
pub(crate) fn beside(plot: Bounds, y: f64, size: Point, gap: f64, curve: &[Point]) -> (Bounds, usize) {
    let (above, below) = (y - gap - size.1, y + gap);
    let (right, left) = (plot.high.0 - 2.0 * gap - size.0, plot.low.0 + 2.0 * gap);
    let raised = (1..=8).map(|steps| (right, above - f64::from(steps) * gap));
    let places = [(right, above), (right, below)].into_iter().chain(raised).chain([(left, above), (left, below)]);
    let inside: Vec<Point> = places.filter(|(_, top)| *top >= plot.low.1 && top + size.1 <= plot.high.1).collect();
    fewest(&inside, size, |place| {
        let place = place.grown(gap / 2.0);
        curve.windows(2).filter(|pair| place.cut(pair[0], pair[1]).is_some()).count()
    })
}

/// The first of the places that covers least; one that covers nothing ends the search.
fn fewest(corners: &[Point], size: Point, covered: impl Fn(&Bounds) -> usize) -> (Bounds, usize) {
    let mut best = (Bounds { low: (0.0, 0.0), high: (0.0, 0.0) }, usize::MAX);
    for low in corners {
        let place = Bounds { low: *low, high: (low.0 + size.0, low.1 + size.1) };
        let count = covered(&place);
        if count < best.1 {
            best = (place, count);
        }
        if count == 0 {
            break;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLOT: Bounds = Bounds { low: (0.0, 0.0), high: (100.0, 100.0) };

    #[test]
    fn a_legend_takes_the_emptiest_corner() {
        let rising = [(10.0, 90.0), (50.0, 50.0), (90.0, 10.0)];
        assert_eq!(corner(PLOT, (30.0, 20.0), 5.0, &rising).0.low, (0.0, 0.0));
        let falling = [(10.0, 10.0), (50.0, 50.0), (90.0, 90.0)];
        assert_eq!(corner(PLOT, (30.0, 20.0), 5.0, &falling).0.low, (70.0, 0.0));
        let top = [(10.0, 10.0), (90.0, 10.0)];
        assert_eq!(corner(PLOT, (30.0, 20.0), 5.0, &top).0.low, (70.0, 80.0));
        let crowded = [(10.0, 10.0), (12.0, 12.0), (90.0, 10.0), (90.0, 12.0), (90.0, 90.0), (10.0, 90.0), (9.0, 91.0)];
        assert_eq!(corner(PLOT, (30.0, 20.0), 5.0, &crowded), (Bounds { low: (70.0, 80.0), high: (100.0, 100.0) }, 1));
        assert_eq!(corner(PLOT, (30.0, 20.0), 5.0, &[]).0.low, (0.0, 0.0));
    }

    #[test]
    fn a_label_stands_beside_its_line_and_off_the_curve() {
        let settled = [(0.0, 0.0), (10.0, 89.0), (100.0, 89.5)];
        let (place, hits) = beside(PLOT, 90.0, (40.0, 12.0), 4.0, &settled);
        assert_eq!((place.low, hits), ((52.0, 74.0), 0));
        let slow = [(0.0, 0.0), (100.0, 84.0)];
        assert_eq!(beside(PLOT, 90.0, (40.0, 12.0), 4.0, &slow), (Bounds { low: (8.0, 74.0), high: (48.0, 86.0) }, 0));
        let bent = [(0.0, 0.0), (60.0, 80.0), (100.0, 84.0)];
        assert_eq!(beside(PLOT, 90.0, (40.0, 12.0), 4.0, &bent).0.low, (52.0, 50.0));
        let high = [(0.0, 0.0), (100.0, 38.0)];
        assert_eq!(beside(PLOT, 45.0, (40.0, 12.0), 4.0, &high).0.low, (52.0, 49.0));
        assert_eq!(beside(PLOT, 50.0, (40.0, 200.0), 4.0, &high).1, usize::MAX);
    }
}
