//! Pure geometry of lines: thinning a long curve to what the pixels can show, and cutting lines at a box.

/// A place in the plot: data units or canvas units, as the caller likes.
pub(crate) type Point = (f64, f64);

/// The least and greatest corner of a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) low: Point,
    pub(crate) high: Point,
}

impl Bounds {
    pub(crate) fn contains(&self, (x, y): Point) -> bool {
        self.low.0 <= x && x <= self.high.0 && self.low.1 <= y && y <= self.high.1
    }

    /// The box with `rim` more on each side.
    pub(crate) fn grown(&self, rim: f64) -> Self {
        Self { low: (self.low.0 - rim, self.low.1 - rim), high: (self.high.0 + rim, self.high.1 + rim) }
    }

    /// The part of the segment inside the box (Liang and Barsky), if any.
    pub(crate) fn cut(&self, a: Point, b: Point) -> Option<(Point, Point)> {
        let (mut enter, mut leave) = ((0.0, a), (1.0, b));
        let axes = [(a.0, b.0, self.low.0, self.high.0), (a.1, b.1, self.low.1, self.high.1)];
        for (axis, (from, to, low, high)) in axes.into_iter().enumerate() {
            let run = to - from;
            if !run.is_finite() || (run == 0.0 && (from < low || from > high)) {
                return None;
            }
            if run == 0.0 {
                continue;
            }
            let (near, far) = if run > 0.0 { (low, high) } else { (high, low) };
            // The side that is crossed is set, not computed: a line to 1e38 has no digits left for the box.
            let at = |t: f64, side: f64| {
                let along = |from: f64, to: f64| from + (to - from) * t;
                (t, if axis == 0 { (side, along(a.1, b.1)) } else { (along(a.0, b.0), side) })
            };
            let (first, last) = ((near - from) / run, (far - from) / run);
            if first > enter.0 {
                enter = at(first, near);
            }
            if last < leave.0 {
                leave = at(last, far);
            }
        }
        (enter.0 <= leave.0).then_some((enter.1, leave.1))
    }

    /// The pieces of a line of many points inside the box; a point that is not finite ends a piece.
    pub(crate) fn cut_all(&self, points: &[Point]) -> Vec<Vec<Point>> {
        let mut pieces: Vec<Vec<Point>> = vec![];
        for pair in points.windows(2) {
            let [a, b] = [pair[0], pair[1]];
            if !(a.0 + a.1 + b.0 + b.1).is_finite() {
                continue;
            }
            let Some((from, to)) = self.cut(a, b) else {
                continue;
            };
            match pieces.last_mut() {
                Some(piece) if piece.last() == Some(&from) => piece.push(to),
                _ => pieces.push(vec![from, to]),
            }
        }
        pieces
    }
}

/// Thins a series to what the pixels can show: of every `chunk` values it keeps the first, lowest, highest and
/// last, with their places in the series, so that a million values cost no more than the width of the canvas and
/// the narrowest spike stays. The series starts in the middle of a longer one, at `start`: chunks are the longer
/// one's. Values that are not finite or not above `floor` are left out.
pub(crate) fn thin(values: &[f32], start: usize, chunk: usize, floor: f32) -> Vec<(usize, f32)> {
    let chunk = chunk.max(1);
    let (head, rest) = values.split_at(values.len().min(chunk - start % chunk));
    let mut kept = vec![];
    let mut at = start;
    for part in std::iter::once(head).chain(rest.chunks(chunk)) {
        let mut shown = part.iter().enumerate().filter(|(_, value)| value.is_finite() && **value > floor);
        if let Some((first, value)) = shown.next() {
            let (mut low, mut high, mut last) = ((first, *value), (first, *value), (first, *value));
            kept.push((at + first, *value));
            for (index, value) in shown {
                last = (index, *value);
                if *value < low.1 {
                    low = last;
                } else if *value > high.1 {
                    high = last;
                }
            }
            let mut before = first;
            for (index, value) in
                [if low.0 < high.0 { low } else { high }, if low.0 < high.0 { high } else { low }, last]
            {
                if index > before {
                    kept.push((at + index, value));
                    before = index;
                }
            }
        }
        at += part.len();
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: Bounds = Bounds { low: (0.0, 0.0), high: (1.0, 1.0) };

    #[test]
    fn lines_are_cut_at_the_box() {
        assert_eq!(UNIT.cut((0.2, 0.2), (0.8, 0.4)), Some(((0.2, 0.2), (0.8, 0.4))));
        assert_eq!(UNIT.cut((-1.0, 0.5), (2.0, 0.5)), Some(((0.0, 0.5), (1.0, 0.5))));
        assert_eq!(UNIT.cut((0.5, 2.0), (0.5, -3.0)), Some(((0.5, 1.0), (0.5, 0.0))));
        assert_eq!(UNIT.cut((-1.0, 0.5), (0.5, 3.0)), None);
        assert_eq!(UNIT.cut((2.0, 2.0), (3.0, 3.0)), None);
        assert_eq!(UNIT.cut((0.5, 0.5), (0.5, 0.5)), Some(((0.5, 0.5), (0.5, 0.5))));
        assert_eq!(UNIT.cut((f64::NAN, 0.5), (0.5, 0.5)), None);
    }

    #[test]
    fn a_line_of_astronomic_slope_is_cut_where_it_crosses() {
        let ((x0, y0), (x1, y1)) = UNIT.cut((0.0, -1e38), (1.0, 1e38)).expect("crosses");
        assert!((x0 - 0.5).abs() < 1e-9 && (x1 - 0.5).abs() < 1e-9);
        assert_eq!((y0, y1), (0.0, 1.0));
    }

    #[test]
    fn pieces_end_at_holes_and_at_the_box() {
        let line = [(0.1, 0.1), (0.2, 0.2), (0.3, 0.3), (0.4, f64::NAN), (0.5, 0.5), (0.6, 5.0), (0.7, 0.5)];
        let pieces = UNIT.cut_all(&line);
        assert_eq!(pieces.len(), 3);
        assert_eq!(pieces[0], [(0.1, 0.1), (0.2, 0.2), (0.3, 0.3)]);
        assert!(UNIT.cut_all(&[]).is_empty() && UNIT.cut_all(&[(0.5, 0.5)]).is_empty());
    }

    #[test]
    fn a_short_series_stays_as_it_is() {
        let values: Vec<f32> = (0_u8..100).map(|i| f32::from(i) * f32::from(i)).collect();
        let all: Vec<(usize, f32)> = values.iter().copied().enumerate().map(|(i, value)| (i + 7, value)).collect();
        assert_eq!(thin(&values, 7, 1, f32::NEG_INFINITY), all);
        assert_eq!(thin(&values[..4], 7, 2, f32::NEG_INFINITY), all[..4]);
    }

    #[test]
    fn a_million_values_keep_their_spikes() {
        let mut values: Vec<f32> = (0..1_000_000).map(|i| (i % 7) as f32 / 10.0).collect();
        (values[654_321], values[654_399]) = (9.0, -9.0);
        let kept = thin(&values, 0, 2000, f32::NEG_INFINITY);
        assert!(kept.len() <= 2000, "{}", kept.len());
        assert!(kept.contains(&(654_321, 9.0)) && kept.contains(&(654_399, -9.0)));
        assert_eq!((kept[0], kept[kept.len() - 1]), ((0, 0.0), (999_999, values[999_999])));
        assert!(kept.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn chunks_do_not_move_when_the_series_is_cut() {
        let values: Vec<f32> = (0..1000).map(|i| ((i * 7919) % 1000) as f32).collect();
        let whole = thin(&values, 0, 50, f32::NEG_INFINITY);
        let rest = thin(&values[430..], 430, 50, f32::NEG_INFINITY);
        let from = |series: &[(usize, f32)]| series.iter().copied().filter(|(i, _)| *i >= 450).collect::<Vec<_>>();
        assert_eq!(from(&whole), from(&rest));
    }

    #[test]
    fn what_has_no_place_is_left_out() {
        let values = [f32::NAN, 1.0, f32::INFINITY, 0.0, -1.0, 2.0];
        assert_eq!(thin(&values, 0, 1, 0.0), [(1, 1.0), (5, 2.0)]);
        assert_eq!(thin(&values, 3, 0, f32::NEG_INFINITY), [(4, 1.0), (6, 0.0), (7, -1.0), (8, 2.0)]);
        assert!(thin(&[], 5, 4, 0.0).is_empty() && thin(&[f32::NAN; 9], 5, 4, 0.0).is_empty());
    }
}
