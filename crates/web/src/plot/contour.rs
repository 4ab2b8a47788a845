//! Lines of equal height through a grid of numbers: marching squares. (The crate `contour` closes its lines along the
//! border of the grid, as areas need it; a boundary that leaves the picture has to stay open.)

use super::curve::Point;

/// A straight piece of a line; both ends as shares of the grid's width and height, from its lowest corner.
pub(crate) type Segment = (Point, Point);

/// The pieces of the line along which a grid of `size` × `size` numbers, given row by row, is at `level`. Points of the
/// grid stand in the middle of its cells.
pub(crate) fn contour(values: &[f32], size: usize, level: f32) -> Vec<Segment> {
    let mut segments = vec![];
    for row in 1..size {
        for column in 1..size {
            let corner = |right: usize, up: usize| {
                let (column, row) = (column - 1 + right, row - 1 + up);
                ((column, row), values[row * size + column] - level)
            };
            // Once around the square.
            let around = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)];
            if around.iter().any(|(_, height)| !height.is_finite()) {
                continue;
            }
            let edges = (0..4).map(|edge| (around[edge], around[(edge + 1) % 4]));
            let crossed: Vec<_> = edges.filter_map(|(from, to)| crossing(from, to, size)).collect();
            match crossed[..] {
                [a, b] => segments.push((a, b)),
                // A saddle: its middle says which corners belong together.
                [a, b, c, d] => {
                    let middle: f32 = around.iter().map(|(_, height)| height).sum();
                    let together = (middle >= 0.0) == (around[0].1 >= 0.0);
                    segments.extend(if together { [(a, b), (c, d)] } else { [(d, a), (b, c)] });
                }
                _ => {}
            }
        }
    }
    segments
}

/// Where an edge is at height 0, if its ends lie on different sides.
fn crossing(from: ((usize, usize), f32), to: ((usize, usize), f32), size: usize) -> Option<Point> {
    let (((x, y), a), ((to_x, to_y), b)) = (from, to);
    if (a >= 0.0) == (b >= 0.0) {
        return None;
    }
    let along = f64::from(a) / (f64::from(a) - f64::from(b));
    let place = |from: usize, to: usize| (from as f64 + (to as f64 - from as f64) * along + 0.5) / size as f64;
    Some((place(x, to_x), place(y, to_y)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_is_cut_by_one_straight_line() {
        // Heights 0, 1, 2 from left to right: the line at 0.5 is upright, between the first two columns.
        let values = [0.0, 1.0, 2.0].repeat(3);
        let segments = contour(&values, 3, 0.5);
        assert_eq!(segments.len(), 2);
        for ((from, _), (to, _)) in segments {
            assert!((from - 1.0 / 3.0).abs() < 1e-12 && (to - 1.0 / 3.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_saddle_keeps_the_sides_of_its_middle_together() {
        let low_corners = contour(&[0.0, 1.0, 1.0, 0.0], 2, 0.4);
        let high_corners = contour(&[0.0, 1.0, 1.0, 0.0], 2, 0.6);
        assert_eq!((low_corners.len(), high_corners.len()), (2, 2));
        // Below the middle's height, each low corner is cut off by itself: the first piece ends near the first corner.
        let reach = |segments: &[Segment]| {
            segments.iter().map(|((x, y), (to_x, to_y))| (x - to_x).abs() + (y - to_y).abs()).sum::<f64>()
        };
        assert!((reach(&low_corners) - 4.0 * 0.4 / 2.0).abs() < 1e-6, "{low_corners:?}");
        assert!((reach(&high_corners) - 4.0 * 0.4 / 2.0).abs() < 1e-6, "{high_corners:?}");
    }

    #[test]
    fn nothing_is_drawn_where_nothing_is_crossed_or_known() {
        assert_eq!(contour(&[0.0; 16], 4, 1.0), []);
        assert_eq!(contour(&[f32::NAN, 1.0, 0.0, 1.0], 2, 0.5), []);
        assert_eq!(contour(&[], 0, 0.5), []);
    }
}
