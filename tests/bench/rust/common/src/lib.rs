//! What every Rust engine of the benchmark needs: a workload, its data, and the class that JavaScript calls.
use serde::Deserialize;

#[derive(Deserialize, Clone, Debug)]
pub struct Spec {
    pub id: String,
    pub sizes: Vec<usize>,
    pub act: String,     // "tanh" | "relu" | "linear"   (hidden layers)
    pub out_act: String, // "tanh" | "linear"
    pub loss: String,    // "mse" | "softmax_ce"
    pub opt: String,     // "sgd" | "adam" (0.9, 0.999, 1e-8)
    pub lr: f64,
    pub batch: usize,
    pub n_batches: usize,
    pub grid: usize,
}

/// blob = for each layer W[in*out] (row = input), b[out]; then X; then Y (mse: n*out, softmax_ce: n class ids); then grid
pub struct Data<'a> {
    pub layers: Vec<(usize, usize, &'a [f32], &'a [f32])>,
    pub x: &'a [f32],
    pub y: &'a [f32],
    pub grid: &'a [f32],
}

impl Spec {
    pub fn split<'a>(&self, blob: &'a [f32]) -> Data<'a> {
        let mut o = 0;
        let mut take = |n: usize| {
            let s = &blob[o..o + n];
            o += n;
            s
        };
        let mut layers = vec![];
        for p in self.sizes.windows(2) {
            let w = take(p[0] * p[1]);
            let b = take(p[1]);
            layers.push((p[0], p[1], w, b));
        }
        let n = self.batch * self.n_batches;
        let x = take(n * self.sizes[0]);
        let yw = if self.loss == "mse" { *self.sizes.last().unwrap() } else { 1 };
        let y = take(n * yw);
        let grid = take(self.grid * self.sizes[0]);
        Data { layers, x, y, grid }
    }
}

pub trait Engine: Sized {
    fn new(spec: &Spec, blob: &[f32]) -> Self;
    /// one full training step on the next batch, returning the loss before the update
    fn step(&mut self) -> f32;
    /// forward pass over the grid
    fn predict(&mut self) -> Vec<f32>;
}

/// Exports a wasm class `Eng` with step() -> f32 and predict() -> Float32Array.
#[macro_export]
macro_rules! wasm_engine {
    ($e:ty) => {
        #[wasm_bindgen::prelude::wasm_bindgen]
        pub struct Eng($e);
        #[wasm_bindgen::prelude::wasm_bindgen]
        impl Eng {
            #[wasm_bindgen::prelude::wasm_bindgen(constructor)]
            pub fn new(spec: &str, blob: &[f32]) -> Eng {
                let spec: $crate::Spec = $crate::parse(spec);
                Eng(<$e as $crate::Engine>::new(&spec, blob))
            }
            pub fn step(&mut self) -> f32 {
                $crate::Engine::step(&mut self.0)
            }
            pub fn predict(&mut self) -> Vec<f32> {
                $crate::Engine::predict(&mut self.0)
            }
        }
    };
}
pub fn parse(s: &str) -> Spec {
    serde_json::from_str(s).unwrap()
}
