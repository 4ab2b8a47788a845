#![allow(deprecated)]
use bench_common::{Engine, Spec};
use burn::module::{Module, Param};
use burn::nn::loss::{CrossEntropyLoss, CrossEntropyLossConfig, MseLoss, Reduction};
use burn::nn::{Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::{Device, Int, Tensor, TensorData, activation};

#[derive(Module, Debug)]
pub struct Mlp {
    layers: Vec<Linear>,
}

#[derive(Clone, Copy, PartialEq)]
enum Act {
    Tanh,
    Relu,
    None,
}
fn act(s: &str) -> Act {
    match s {
        "tanh" => Act::Tanh,
        "relu" => Act::Relu,
        _ => Act::None,
    }
}

impl Mlp {
    fn forward(&self, x: Tensor<2>, hid: Act, out: Act) -> Tensor<2> {
        let mut h = x;
        let last = self.layers.len() - 1;
        for (i, l) in self.layers.iter().enumerate() {
            h = l.forward(h);
            match if i == last { out } else { hid } {
                Act::Tanh => h = activation::tanh(h),
                Act::Relu => h = activation::relu(h),
                Act::None => {}
            }
        }
        h
    }
}

enum Y {
    R(Tensor<2>),
    C(Tensor<1, Int>),
}

pub struct Burn {
    model: Option<Mlp>,
    opt: ModuleOptimizer,
    lr: f64,
    hid: Act,
    out: Act,
    ce: CrossEntropyLoss,
    batches: Vec<(Tensor<2>, Y)>,
    grid: Option<Tensor<2>>,
    i: usize,
}

fn base() -> Device {
    #[cfg(feature = "ndarray")]
    {
        Device::ndarray()
    }
    #[cfg(not(feature = "ndarray"))]
    {
        Device::flex()
    }
}

impl Engine for Burn {
    fn new(spec: &Spec, blob: &[f32]) -> Self {
        let plain = base();
        let dev = base().autodiff();
        let s = spec.split(blob);
        let layers = s
            .layers
            .iter()
            .map(|(i, o, w, b)| {
                let mut l = LinearConfig::new(*i, *o).init(&dev);
                l.weight = Param::from_tensor(Tensor::<2>::from_data(TensorData::new(w.to_vec(), [*i, *o]), &dev));
                l.bias = Some(Param::from_tensor(Tensor::<1>::from_data(TensorData::new(b.to_vec(), [*o]), &dev)));
                l
            })
            .collect();
        let opt =
            if spec.opt == "adam" { AdamConfig::new().with_epsilon(1e-8).init() } else { SgdConfig::new().init() };
        let (b, ni, no) = (spec.batch, spec.sizes[0], *spec.sizes.last().unwrap());
        let batches = (0..spec.n_batches)
            .map(|k| {
                let x =
                    Tensor::<2>::from_data(TensorData::new(s.x[k * b * ni..(k + 1) * b * ni].to_vec(), [b, ni]), &dev);
                let y = if spec.loss == "mse" {
                    Y::R(Tensor::<2>::from_data(
                        TensorData::new(s.y[k * b * no..(k + 1) * b * no].to_vec(), [b, no]),
                        &dev,
                    ))
                } else {
                    let v: Vec<i64> = s.y[k * b..(k + 1) * b].iter().map(|v| *v as i64).collect();
                    Y::C(Tensor::<1, Int>::from_data(TensorData::new(v, [b]), &dev))
                };
                (x, y)
            })
            .collect();
        let grid =
            (spec.grid > 0).then(|| Tensor::<2>::from_data(TensorData::new(s.grid.to_vec(), [spec.grid, ni]), &plain));
        Burn {
            model: Some(Mlp { layers }),
            opt,
            lr: spec.lr,
            hid: act(&spec.act),
            out: act(&spec.out_act),
            ce: CrossEntropyLossConfig::new().init(&dev),
            batches,
            grid,
            i: 0,
        }
    }
    fn step(&mut self) -> f32 {
        let k = self.i % self.batches.len();
        self.i += 1;
        let (x, y) = &self.batches[k];
        let model = self.model.take().unwrap();
        let out = model.forward(x.clone(), self.hid, self.out);
        let loss = match y {
            Y::R(t) => MseLoss::new().forward(out, t.clone(), Reduction::Mean),
            Y::C(t) => self.ce.forward(out, t.clone()),
        };
        let grads = GradientsParams::from_grads(loss.backward(), &model);
        self.model = Some(self.opt.step(self.lr, model, grads));
        loss.into_scalar::<f32>()
    }
    fn predict(&mut self) -> Vec<f32> {
        let m = self.model.as_ref().unwrap().clone().valid();
        let o = m.forward(self.grid.as_ref().unwrap().clone(), self.hid, self.out);
        o.into_data().to_vec::<f32>().unwrap()
    }
}
bench_common::wasm_engine!(Burn);
