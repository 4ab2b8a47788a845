//! No tape: buffers allocated once, backward derived by hand, updates fused.
use crate::{gemm::*, simd::*};
use bench_common::{Engine, Spec};

#[derive(Clone, Copy, PartialEq)]
pub enum Act {
    Tanh,
    Relu,
    None,
}
pub fn act(s: &str) -> Act {
    match s {
        "tanh" => Act::Tanh,
        "relu" => Act::Relu,
        _ => Act::None,
    }
}

struct Layer {
    i: usize,
    o: usize,
    w: Vec<f32>,
    b: Vec<f32>,
    dw: Vec<f32>,
    db: Vec<f32>,
    m: Vec<f32>,
    v: Vec<f32>,
    mb: Vec<f32>,
    vb: Vec<f32>,
    y: Vec<f32>,
    g: Vec<f32>,
    act: Act,
}
pub struct Hand {
    spec: Spec,
    layers: Vec<Layer>,
    xs: Vec<Vec<f32>>,
    ys: Vec<Vec<f32>>,
    grid: Vec<f32>,
    gbuf: Vec<Vec<f32>>,
    pack: Vec<f32>,
    wt: Vec<f32>,
    step: usize,
}

pub unsafe fn adam(n: usize, p: *mut f32, g: *const f32, m: *mut f32, v: *mut f32, lr: f32, t: i32) {
    let (b1, b2) = (0.9f32, 0.999f32);
    let c1 = 1.0 / (1.0 - 0.9f64.powi(t)) as f32;
    let c2 = 1.0 / (1.0 - 0.999f64.powi(t)) as f32;
    let f = |p: F4, g: F4, m: F4, v: F4| {
        let m = m.madd(F4::splat(b1), g.mul(F4::splat(1.0 - b1)));
        let v = v.madd(F4::splat(b2), g.mul(g).mul(F4::splat(1.0 - b2)));
        let d = v.mul(F4::splat(c2)).sqrt().add(F4::splat(1e-8));
        (p.sub(m.mul(F4::splat(lr * c1)).div(d)), m, v)
    };
    let mut i = 0;
    while i + 4 <= n {
        let (a, b, c) = f(F4::load(p.add(i)), F4::load(g.add(i)), F4::load(m.add(i)), F4::load(v.add(i)));
        a.store(p.add(i));
        b.store(m.add(i));
        c.store(v.add(i));
        i += 4;
    }
    while i < n {
        let mi = *m.add(i) * b1 + *g.add(i) * (1.0 - b1);
        let vi = *v.add(i) * b2 + *g.add(i) * *g.add(i) * (1.0 - b2);
        *m.add(i) = mi;
        *v.add(i) = vi;
        *p.add(i) -= lr * mi * c1 / ((vi * c2).sqrt() + 1e-8);
        i += 1;
    }
}
pub unsafe fn sgd(n: usize, p: *mut f32, g: *const f32, lr: f32) {
    let l = F4::splat(-lr);
    map2(n, g, p, p, |g, p| g.madd(l, p))
}

pub unsafe fn act_fwd(a: Act, n: usize, y: *mut f32) {
    match a {
        Act::Tanh => map1(n, y, y, tanh),
        Act::Relu => map1(n, y, y, |v| v.max(F4::splat(0.0))),
        Act::None => {}
    }
}
pub unsafe fn act_bwd(a: Act, n: usize, y: *const f32, g: *mut f32) {
    match a {
        Act::Tanh => map2(n, g, y, g, |g, y| g.mul(F4::splat(1.0).sub(y.mul(y)))),
        Act::Relu => map2(n, g, y, g, |g, y| g.and(y.gt(F4::splat(0.0)))),
        Act::None => {}
    }
}
/// loss and gradient of mean squared error
pub unsafe fn mse(n: usize, o: *const f32, y: *const f32, g: *mut f32) -> f32 {
    let s = F4::splat(2.0 / n as f32);
    let mut acc = F4::splat(0.0);
    let mut i = 0;
    let mut tail = 0.0;
    while i + 4 <= n {
        let e = F4::load(o.add(i)).sub(F4::load(y.add(i)));
        acc = e.madd(e, acc);
        e.mul(s).store(g.add(i));
        i += 4;
    }
    while i < n {
        let e = *o.add(i) - *y.add(i);
        tail += e * e;
        *g.add(i) = e * 2.0 / n as f32;
        i += 1;
    }
    (acc.sum() + tail) / n as f32
}
pub unsafe fn softmax_ce(b: usize, c: usize, o: *const f32, y: *const f32, g: *mut f32) -> f32 {
    let mut loss = 0.0;
    let inv = 1.0 / b as f32;
    for r in 0..b {
        let (p, q) = (o.add(r * c), g.add(r * c));
        let mut m = f32::NEG_INFINITY;
        for j in 0..c {
            m = m.max(*p.add(j));
        }
        let mv = F4::splat(m);
        map1(c, p, q, |v| exp_neg(v.sub(mv)));
        let mut z = 0.0;
        for j in 0..c {
            z += *q.add(j);
        }
        let t = *y.add(r) as usize;
        loss += z.ln() + m - *p.add(t);
        let k = inv / z;
        for j in 0..c {
            *q.add(j) *= k;
        }
        *q.add(t) -= inv;
    }
    loss * inv
}

impl Engine for Hand {
    fn new(spec: &Spec, blob: &[f32]) -> Self {
        let s = spec.split(blob);
        let n = s.layers.len();
        let bt = spec.batch;
        let adam = spec.opt == "adam";
        let layers = s
            .layers
            .iter()
            .enumerate()
            .map(|(k, (i, o, w, b))| {
                let (nw, nb) = if adam { (i * o, *o) } else { (0, 0) };
                Layer {
                    i: *i,
                    o: *o,
                    w: w.to_vec(),
                    b: b.to_vec(),
                    dw: vec![0.0; i * o],
                    db: vec![0.0; *o],
                    m: vec![0.0; nw],
                    v: vec![0.0; nw],
                    mb: vec![0.0; nb],
                    vb: vec![0.0; nb],
                    y: vec![0.0; bt * o],
                    g: vec![0.0; bt * o],
                    act: act(if k + 1 == n { &spec.out_act } else { &spec.act }),
                }
            })
            .collect();
        let yw = if spec.loss == "mse" { *spec.sizes.last().unwrap() } else { 1 };
        Hand {
            xs: s.x.chunks(bt * spec.sizes[0]).map(|c| c.to_vec()).collect(),
            ys: s.y.chunks(bt * yw).map(|c| c.to_vec()).collect(),
            grid: s.grid.to_vec(),
            gbuf: spec.sizes[1..].iter().map(|o| vec![0.0; if spec.grid > 0 { 128 * o } else { 0 }]).collect(),
            spec: spec.clone(),
            layers,
            pack: vec![],
            wt: vec![],
            step: 0,
        }
    }
    fn step(&mut self) -> f32 {
        unsafe {
            let k = self.step % self.xs.len();
            self.step += 1;
            let (b, n) = (self.spec.batch, self.layers.len());
            let mut h = self.xs[k].as_ptr();
            for l in &mut self.layers {
                gemm(b, l.o, l.i, h, l.i, 1, l.w.as_ptr(), l.y.as_mut_ptr(), false, l.b.as_ptr(), &mut self.pack);
                act_fwd(l.act, b * l.o, l.y.as_mut_ptr());
                h = l.y.as_ptr();
            }
            let last = &mut self.layers[n - 1];
            let loss = if self.spec.loss == "mse" {
                mse(b * last.o, last.y.as_ptr(), self.ys[k].as_ptr(), last.g.as_mut_ptr())
            } else {
                softmax_ce(b, last.o, last.y.as_ptr(), self.ys[k].as_ptr(), last.g.as_mut_ptr())
            };
            let lr = self.spec.lr as f32;
            let adam_on = self.spec.opt == "adam";
            for li in (0..n).rev() {
                let (lo, hi) = self.layers.split_at_mut(li);
                let l = &mut hi[0];
                act_bwd(l.act, b * l.o, l.y.as_ptr(), l.g.as_mut_ptr());
                let x = if li == 0 { self.xs[k].as_ptr() } else { lo[li - 1].y.as_ptr() };
                gemm_tn(b, l.i, l.o, x, l.g.as_ptr(), l.dw.as_mut_ptr(), &mut self.pack);
                colsum(b, l.o, l.g.as_ptr(), l.db.as_mut_ptr());
                if li > 0 {
                    gemm_nt(
                        b,
                        l.i,
                        l.o,
                        l.g.as_ptr(),
                        l.w.as_ptr(),
                        lo[li - 1].g.as_mut_ptr(),
                        &mut self.wt,
                        &mut self.pack,
                    );
                }
                if adam_on {
                    let t = self.step as i32;
                    adam(l.w.len(), l.w.as_mut_ptr(), l.dw.as_ptr(), l.m.as_mut_ptr(), l.v.as_mut_ptr(), lr, t);
                    adam(l.b.len(), l.b.as_mut_ptr(), l.db.as_ptr(), l.mb.as_mut_ptr(), l.vb.as_mut_ptr(), lr, t);
                } else {
                    sgd(l.w.len(), l.w.as_mut_ptr(), l.dw.as_ptr(), lr);
                    sgd(l.b.len(), l.b.as_mut_ptr(), l.db.as_ptr(), lr);
                }
            }
            loss
        }
    }
    fn predict(&mut self) -> Vec<f32> {
        const BLK: usize = 128; // rows stay in L1 between the layers
        let no = *self.spec.sizes.last().unwrap();
        let mut out = vec![0.0f32; self.spec.grid * no];
        unsafe {
            let mut r0 = 0;
            while r0 < self.spec.grid {
                let m = BLK.min(self.spec.grid - r0);
                let mut h = self.grid.as_ptr().add(r0 * self.spec.sizes[0]);
                let n = self.layers.len();
                for (k, (l, buf)) in self.layers.iter().zip(&mut self.gbuf).enumerate() {
                    let dst = if k + 1 == n { out.as_mut_ptr().add(r0 * no) } else { buf.as_mut_ptr() };
                    gemm(m, l.o, l.i, h, l.i, 1, l.w.as_ptr(), dst, false, l.b.as_ptr(), &mut self.pack);
                    act_fwd(l.act, m * l.o, dst);
                    h = dst;
                }
                r0 += m;
            }
        }
        out
    }
}
