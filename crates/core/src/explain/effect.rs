//! What is said about the effects of layers: a mask that was drawn, running statistics that moved.

use super::pieces::with_index;
use super::{Explanation, Focus, Piece, said};
use crate::effect::{Effect, Track};
use crate::float::Float;
use crate::op::Role;
use crate::stepper::Stepper;
use crate::tape::NodeId;

impl<T: Float> Stepper<T> {
    /// Explains an effect of the present circuit.
    pub(super) fn explain_effect(&self, index: usize, focus: Focus) -> Explanation {
        match self.circuit().effects[index] {
            Effect::Draw { mask, p } => self.explain_draw(mask, p, focus),
            Effect::Track(track) => self.explain_track(&track, focus),
        }
    }

    fn explain_draw(&self, mask: NodeId, p: f64, focus: Focus) -> Explanation {
        let cells = self.tape.value(mask);
        let kept = cells.iter().filter(|cell| **cell != T::zero()).count();
        let equation = vec![
            Piece::text("1 / (1 − p) = 1 / (1 − "),
            Piece::number(Role::Value, T::from_f64(p)),
            Piece::text(") = "),
            Piece::number(Role::Value, T::from_f64(1.0 / (1.0 - p))),
        ];
        let counted = vec![Piece::text(format!("m ≠ 0: {kept} / {}", cells.len()))];
        let mut this = vec![Piece::text(format!("{} = ", with_index("m", self.tape.node(mask).shape(), focus.cell)))];
        this.extend(self.value_of(mask, focus.cell, Role::Value));
        Explanation {
            formula: vec!["m = 0 or 1 / (1 − p)".to_owned()],
            equations: match (focus.done, p < 1.0) {
                (true, true) => vec![equation, counted, this],
                (true, false) => vec![counted, this],
                (false, _) => vec![this],
            },
            ..said("draw")
        }
    }

    fn explain_track(&self, track: &Track, focus: Focus) -> Explanation {
        let batches = self.tape.value(track.num_batches_tracked)[0];
        let m: T = track.rate(batches);
        let cell = focus.cell;
        let number = |number: T| Piece::number(Role::Value, number);
        let lines = [(track.running_mean, track.mean, T::one()), (track.running_var, track.var, track.unbiased())];
        let equation = |(running, batch, factor): (NodeId, NodeId, T)| {
            // What stood there before was kept with all buffers, one after the other.
            let before = self.buffers.iter().take_while(|(_, id)| *id != running);
            let place: usize = before.map(|(_, id)| self.tape.value(*id).len()).sum();
            let name = self.buffers.iter().find(|(_, id)| *id == running).map_or("", |(name, _)| name.as_str());
            vec![
                Piece::text(format!("{} ← (1 − ", with_index(name, self.tape.node(running).shape(), cell))),
                number(m),
                Piece::text(") · "),
                number(self.before.get(place + cell).copied().unwrap_or_else(T::zero)),
                Piece::text(" + "),
                number(m),
                Piece::text(" · "),
                number(self.tape.value(batch)[cell] * factor),
                Piece::text(" = "),
                number(self.tape.value(running)[cell]),
            ]
        };
        Explanation {
            formula: vec![
                "running_mean ← (1 − m) · running_mean + m · mean".to_owned(),
                "running_var ← (1 − m) · running_var + m · var · n / (n − 1)".to_owned(),
            ],
            equations: lines.into_iter().filter(|_| focus.done).map(equation).collect(),
            ..said("track")
        }
    }
}
