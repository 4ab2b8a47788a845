use bench_common::{Engine, Spec};
use candle_core::{DType, Device, Tensor, Var};
use candle_nn::{AdamW, Linear, Module, Optimizer, ParamsAdamW, SGD, loss};

enum Opt {
    Sgd(SGD),
    Adam(AdamW),
}

pub struct Candle {
    layers: Vec<Linear>,
    spec: Spec,
    opt: Opt,
    batches: Vec<(Tensor, Tensor)>,
    grid: Option<Tensor>,
    i: usize,
}

impl Candle {
    fn forward(&self, x: &Tensor) -> Tensor {
        let mut h = x.clone();
        let last = self.layers.len() - 1;
        for (i, l) in self.layers.iter().enumerate() {
            h = l.forward(&h).unwrap();
            match if i == last { self.spec.out_act.as_str() } else { self.spec.act.as_str() } {
                "tanh" => h = h.tanh().unwrap(),
                "relu" => h = h.relu().unwrap(),
                _ => {}
            }
        }
        h
    }
}

impl Engine for Candle {
    fn new(spec: &Spec, blob: &[f32]) -> Self {
        let d = Device::Cpu;
        let s = spec.split(blob);
        let mut layers = vec![];
        let mut vars = vec![];
        for (i, o, w, b) in &s.layers {
            // candle's Linear keeps [out, in]
            let wt = Tensor::from_slice(w, (*i, *o), &d).unwrap().t().unwrap().contiguous().unwrap();
            let w = Var::from_tensor(&wt).unwrap();
            let b = Var::from_tensor(&Tensor::from_slice(b, *o, &d).unwrap()).unwrap();
            layers.push(Linear::new(w.as_tensor().clone(), Some(b.as_tensor().clone())));
            vars.push(w);
            vars.push(b);
        }
        let opt = if spec.opt == "adam" {
            Opt::Adam(
                AdamW::new(vars, ParamsAdamW { lr: spec.lr, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0.0 })
                    .unwrap(),
            )
        } else {
            Opt::Sgd(SGD::new(vars, spec.lr).unwrap())
        };
        let (b, ni, no) = (spec.batch, spec.sizes[0], *spec.sizes.last().unwrap());
        let batches = (0..spec.n_batches)
            .map(|k| {
                let x = Tensor::from_slice(&s.x[k * b * ni..(k + 1) * b * ni], (b, ni), &d).unwrap();
                let y = if spec.loss == "mse" {
                    Tensor::from_slice(&s.y[k * b * no..(k + 1) * b * no], (b, no), &d).unwrap()
                } else {
                    Tensor::from_slice(&s.y[k * b..(k + 1) * b], b, &d).unwrap().to_dtype(DType::U32).unwrap()
                };
                (x, y)
            })
            .collect();
        let grid = (spec.grid > 0).then(|| Tensor::from_slice(s.grid, (spec.grid, ni), &d).unwrap());
        Candle { layers, spec: spec.clone(), opt, batches, grid, i: 0 }
    }
    fn step(&mut self) -> f32 {
        let k = self.i % self.batches.len();
        self.i += 1;
        let (x, y) = &self.batches[k];
        let out = self.forward(x);
        let l = if self.spec.loss == "mse" { loss::mse(&out, y) } else { loss::cross_entropy(&out, y) }.unwrap();
        match &mut self.opt {
            Opt::Sgd(o) => o.backward_step(&l).unwrap(),
            Opt::Adam(o) => o.backward_step(&l).unwrap(),
        }
        l.to_scalar::<f32>().unwrap()
    }
    fn predict(&mut self) -> Vec<f32> {
        let out = self.forward(self.grid.as_ref().unwrap()).detach();
        out.flatten_all().unwrap().to_vec1::<f32>().unwrap()
    }
}
bench_common::wasm_engine!(Candle);
