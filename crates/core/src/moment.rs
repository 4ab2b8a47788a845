//! What there is to see at a position: plain data about the operation that was just done.

#[cfg(feature = "full")]
mod reason;

#[cfg(feature = "full")]
use crate::error::Error;
use crate::float::Float;
use crate::plain::not_finite_word;
use crate::program::{Circuit, Micro, Penalties, Phase};
use crate::stepper::Stepper;
use crate::tape::NodeId;
use crate::watch::{self, Growing};
use serde::Serialize;

/// The present moment of a training. Counts are from 1; 0 means that nothing has happened yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// How many operations are done, and how many the training has.
    pub position: u64,
    /// See `position`.
    pub total: u64,
    /// Whether the last epoch is done.
    pub finished: bool,
    /// The part of the loop that the last operation belongs to.
    pub phase: Phase,
    /// The epoch of the last operation.
    pub epoch: u64,
    /// How many epochs there are.
    pub epochs: u64,
    /// The batch of the last operation within its epoch.
    pub batch: u64,
    /// How many batches an epoch has.
    pub batches: u64,
    /// Which operation of its training step the last one was.
    pub operation: usize,
    /// How many operations this training step has.
    pub operations: usize,
    /// The training step of the last operation, counted through all epochs.
    pub step: u64,
    /// How many training steps there are.
    pub steps: u64,
    /// The parts of this training step in order.
    pub phases: Vec<PhaseCount>,
    /// The loss that was computed last.
    pub loss: Option<f64>,
    /// The part of the loss that comes from the data, once this step has computed it; only where there is a
    /// penalty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_loss: Option<f64>,
    /// The penalty on large parameters, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub penalty: Option<f64>,
    /// How many lines the program has printed.
    pub logged_epochs: u64,
    /// The learning rate.
    pub lr: f64,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// The number that stopped the training.
    pub stopped: Option<Stopped>,
    /// A warning that the loss grows fast.
    pub growing: Option<Growing>,
    /// Where it stopped or grows: a smaller learning rate to try, if the learning rate can be the cause.
    pub suggested_lr: Option<f64>,
}

/// How far a part of the training step is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PhaseCount {
    /// Which part.
    pub phase: Phase,
    /// How many of its operations are done.
    pub done: usize,
    /// How many it has.
    pub of: usize,
    /// Whether the last operation belongs to it.
    pub current: bool,
}

/// A parameter as it is now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Parameter {
    /// Its `state_dict` name.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Its first numbers, at most [`Parameter::SHOWN`].
    pub data: Vec<f64>,
    /// Their gradients; none before a backward pass has reached them.
    pub grad: Option<Vec<f64>>,
    /// What the last operation wrote: `"value"`, `"grad"` or nothing.
    pub changed: Option<&'static str>,
}

impl Parameter {
    /// How many numbers of a parameter are shown at most.
    pub const SHOWN: usize = 64;
}

/// Where a number stopped being finite.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stopped {
    /// Forward, backward or update.
    pub kind: Phase,
    /// The operation, or the optimizer.
    pub op: &'static str,
    /// The parameter that was being updated.
    pub parameter: Option<String>,
    /// The epoch, from 1.
    pub epoch: u64,
    /// The training step, from 1.
    pub step: u64,
    /// The operation within the step, from 1.
    pub operation: usize,
    /// `"inf"`, `"-inf"` or `"nan"`.
    pub value: String,
    /// The learning rate.
    pub lr: f64,
    /// What was wrong with what the operation got, where that is known.
    #[cfg(feature = "full")]
    pub reason: Option<Error>,
}

impl<T: Float> Stepper<T> {
    /// What there is to see at this position.
    pub fn moment(&self) -> Moment {
        let place = self.place;
        let last = self.last_micro();
        let begun = u64::from(last.is_some());
        let batches = self.experiment.batches() as u64;
        let losses = self.losses();
        let growing = watch::growing(losses, self.experiment.batches());
        let epoch_done = place.batch + 1 == batches && place.done == self.operations(place);
        Moment {
            position: self.position(),
            total: self.total(),
            finished: self.finished(),
            phase: last.map_or(Phase::Ready, |micro| self.circuit().phase(micro)),
            epoch: place.epoch + begun,
            epochs: self.experiment.epochs,
            batch: place.batch + begun,
            batches,
            operation: place.done,
            operations: self.operations(place),
            step: self.step_of(place) + begun,
            steps: self.experiment.epochs * batches,
            phases: self.phases(),
            loss: losses.last().map(|loss| loss.as_f64()),
            data_loss: self.computed_part(|circuit, _| circuit.data_loss),
            penalty: self.computed_part(|_, penalty| penalty.node),
            logged_epochs: place.epoch + u64::from(epoch_done),
            lr: self.optimizer.rule().lr(),
            parameters: self.shown_parameters(),
            stopped: self.stopped_view(),
            // Asked for only where it is shown: it may go through all rows, and a moment comes with every frame.
            suggested_lr: (growing.is_some() || self.stopped().is_some()).then(|| self.suggested_lr()).flatten(),
            growing,
        }
    }

    /// A part of the loss, where there is a penalty and this step has computed it.
    fn computed_part(&self, node: impl Fn(&Circuit, &Penalties) -> NodeId) -> Option<f64> {
        let circuit = self.circuit();
        let id = node(circuit, circuit.penalty.as_ref()?);
        let done = &circuit.program[..self.done_in_program()];
        done.contains(&Micro::Forward(id)).then(|| self.tape.value(id)[0].as_f64())
    }

    /// A learning rate that is known to work where that is known, otherwise a tenth of this one. None
    /// before the first update, and with a rate of 0: then it has changed nothing.
    fn suggested_lr(&self) -> Option<f64> {
        let lr = self.optimizer.rule().lr();
        let limit = self.experiment.largest_stable_lr().filter(|limit| *limit < lr);
        let smaller = limit.map_or_else(|| watch::smaller_rate(lr), |limit| watch::one_figure(limit / 2.0));
        (lr > 0.0 && self.updated()).then_some(smaller)
    }

    /// The line that PyTorch's program prints after an epoch, counted from 1: `[1/100] loss:3.9270`.
    /// None for an epoch that has not come to its loss yet.
    pub fn log_line(&self, epoch: u64) -> Option<String> {
        let epoch = Some(epoch).filter(|epoch| (1..=self.experiment.epochs).contains(epoch))?;
        let last = epoch * self.experiment.batches() as u64 - 1;
        let loss = self.all_losses().get(usize::try_from(last).ok()?)?;
        Some(format!("[{epoch}/{}] loss:{loss:.4}", self.experiment.epochs))
    }

    /// Whether any parameter was updated yet.
    fn updated(&self) -> bool {
        (0..self.names.len()).any(|index| self.optimizer.t(index) > 0)
    }

    fn phases(&self) -> Vec<PhaseCount> {
        let mut phases: Vec<PhaseCount> = Vec::new();
        for index in 0..self.operations(self.place) {
            let phase = self.circuit().phase(self.micro_of_step(index));
            if phases.last().is_none_or(|last| last.phase != phase) {
                phases.push(PhaseCount { phase, done: 0, of: 0, current: false });
            }
            let Some(part) = phases.last_mut() else { continue };
            part.of += 1;
            part.done += usize::from(index < self.place.done);
            part.current |= index + 1 == self.place.done;
        }
        phases
    }

    fn shown_parameters(&self) -> Vec<Parameter> {
        let shown = |cells: &[T]| cells.iter().take(Parameter::SHOWN).map(|cell| cell.as_f64()).collect();
        let last = self.last_micro();
        let parameter = |(index, (name, id)): (usize, (&str, _))| Parameter {
            name: name.to_owned(),
            shape: self.tape.node(id).shape().dims().to_vec(),
            data: shown(self.tape.value(id)),
            grad: self.tape.grad(id).map(shown),
            changed: match last {
                Some(Micro::Update(updated)) if updated == index => Some("value"),
                Some(Micro::ZeroGrad | Micro::Clip) => Some("grad"),
                Some(Micro::Backward(node)) if self.tape.node(node).inputs().any(|input| input == id) => Some("grad"),
                _ => None,
            },
        };
        self.parameters().enumerate().map(parameter).collect()
    }

    fn stopped_view(&self) -> Option<Stopped> {
        let stop = self.stopped()?;
        let (op, parameter) = match stop.micro {
            Micro::Forward(id) | Micro::Backward(id) => (self.tape.node(id).op()?.info().name, None),
            Micro::Update(index) => (self.optimizer.rule().info().name, Some(self.names[index].clone())),
            Micro::Edit
            | Micro::Shuffle
            | Micro::LoadBatch
            | Micro::Draw(_)
            | Micro::Track(_)
            | Micro::ZeroGrad
            | Micro::Clip
            | Micro::Schedule => return None,
        };
        let lr = self.optimizer.rule().lr();
        Some(Stopped {
            kind: self.circuit().phase(stop.micro),
            op,
            parameter,
            epoch: self.place.epoch + 1,
            step: self.step_of(self.place) + 1,
            operation: self.place.done,
            value: not_finite_word(stop.value).unwrap_or_default().to_owned(),
            lr,
            #[cfg(feature = "full")]
            reason: self.reason(),
        })
    }
}
