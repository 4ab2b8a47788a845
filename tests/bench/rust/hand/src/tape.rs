//! The same kernels behind a tape recorded anew on every step: one node per op, shapes checked, values and gradients in a
//! reused arena, backward by walking the nodes in reverse, each op unfused (matmul, add-bias, tanh, sub, square, mean ...).
use crate::{
    gemm::*,
    hand::{Act, act, act_bwd, act_fwd, adam, sgd, softmax_ce},
    simd::*,
};
use bench_common::{Engine, Spec};

pub type Id = usize;
#[derive(Clone, Copy)]
enum Op {
    Leaf,
    MatMul(Id, Id),
    AddBias(Id, Id),
    Unary(Act, Id),
    Sub(Id, Id),
    Square(Id),
    Mean(Id),
    SoftmaxCe(Id, Id),
}
struct Node {
    op: Op,
    r: usize,
    c: usize,
    val: usize,
    grad: usize,
    needs: bool,
    param: usize,
}

#[derive(Default)]
pub struct Tape {
    nodes: Vec<Node>,
    arena: Vec<f32>,
    top: usize,
    pack: Vec<f32>,
    wt: Vec<f32>,
}
const NONE: usize = usize::MAX;

impl Tape {
    fn reset(&mut self) {
        self.nodes.clear();
        self.top = 0;
    }
    fn alloc(&mut self, n: usize) -> usize {
        let n4 = (n + 3) & !3;
        let o = self.top;
        self.top += n4;
        if self.top > self.arena.len() {
            let want = (self.top * 2).max(1024);
            self.arena.resize(want, 0.0);
        }
        o
    }
    fn node(&mut self, op: Op, r: usize, c: usize, needs: bool) -> Id {
        let val = self.alloc(r * c);
        self.nodes.push(Node { op, r, c, val, grad: NONE, needs, param: NONE });
        self.nodes.len() - 1
    }
    fn p(&mut self, o: usize) -> *mut f32 {
        debug_assert!(o < self.arena.len());
        unsafe { self.arena.as_mut_ptr().add(o) }
    }
    fn v(&mut self, i: Id) -> *mut f32 {
        let o = self.nodes[i].val;
        self.p(o)
    }
    fn leaf(&mut self, data: &[f32], r: usize, c: usize, param: usize) -> Id {
        assert_eq!(data.len(), r * c);
        let i = self.node(Op::Leaf, r, c, param != NONE);
        self.nodes[i].param = param;
        let o = self.nodes[i].val;
        self.arena[o..o + r * c].copy_from_slice(data);
        i
    }
    fn matmul(&mut self, a: Id, b: Id) -> Id {
        let (m, k, n) = (self.nodes[a].r, self.nodes[a].c, self.nodes[b].c);
        assert_eq!(k, self.nodes[b].r);
        let o = self.node(Op::MatMul(a, b), m, n, self.nodes[a].needs || self.nodes[b].needs);
        unsafe {
            let (x, y, z) = (self.v(a), self.v(b), self.v(o));
            gemm(m, n, k, x, k, 1, y, z, false, core::ptr::null(), &mut self.pack);
        }
        o
    }
    fn add_bias(&mut self, a: Id, b: Id) -> Id {
        let (r, c) = (self.nodes[a].r, self.nodes[a].c);
        assert_eq!(c, self.nodes[b].c);
        let o = self.node(Op::AddBias(a, b), r, c, true);
        unsafe {
            let (x, y, z) = (self.v(a), self.v(b), self.v(o));
            if c == 1 {
                let q = F4::splat(*y);
                map1(r, x, z, |v| v.add(q))
            } else {
                for i in 0..r {
                    map2(c, x.add(i * c), y, z.add(i * c), |a, b| a.add(b));
                }
            }
        }
        o
    }
    fn unary(&mut self, k: Act, a: Id) -> Id {
        let (r, c) = (self.nodes[a].r, self.nodes[a].c);
        let o = self.node(Op::Unary(k, a), r, c, self.nodes[a].needs);
        unsafe {
            let (x, z) = (self.v(a), self.v(o));
            match k {
                Act::Tanh => map1(r * c, x, z, tanh),
                Act::Relu => map1(r * c, x, z, |v| v.max(F4::splat(0.0))),
                Act::None => {}
            }
        }
        o
    }
    fn sub(&mut self, a: Id, b: Id) -> Id {
        let (r, c) = (self.nodes[a].r, self.nodes[a].c);
        assert_eq!((r, c), (self.nodes[b].r, self.nodes[b].c));
        let o = self.node(Op::Sub(a, b), r, c, true);
        unsafe {
            let (x, y, z) = (self.v(a), self.v(b), self.v(o));
            map2(r * c, x, y, z, |a, b| a.sub(b));
        }
        o
    }
    fn square(&mut self, a: Id) -> Id {
        let (r, c) = (self.nodes[a].r, self.nodes[a].c);
        let o = self.node(Op::Square(a), r, c, true);
        unsafe {
            let (x, z) = (self.v(a), self.v(o));
            map1(r * c, x, z, |a| a.mul(a));
        }
        o
    }
    fn mean(&mut self, a: Id) -> Id {
        let n = self.nodes[a].r * self.nodes[a].c;
        let o = self.node(Op::Mean(a), 1, 1, true);
        unsafe {
            let x = self.v(a);
            let mut s = F4::splat(0.0);
            let mut i = 0;
            while i + 4 <= n {
                s = s.add(F4::load(x.add(i)));
                i += 4;
            }
            let mut t = s.sum();
            while i < n {
                t += *x.add(i);
                i += 1;
            }
            *self.v(o) = t / n as f32;
        }
        o
    }
    fn softmax_ce(&mut self, a: Id, y: Id) -> Id {
        // keeps the gradient wrt logits next to the scalar: value node is 1x1, an extra leaf-like block holds probabilities
        let (r, c) = (self.nodes[a].r, self.nodes[a].c);
        let o = self.node(Op::SoftmaxCe(a, y), 1, 1, true);
        let g = self.alloc(r * c);
        self.nodes[o].param = g;
        unsafe {
            let (x, t) = (self.v(a), self.v(y));
            let gp = self.p(g);
            let l = softmax_ce(r, c, x, t, gp);
            *self.v(o) = l;
        }
        o
    }
    /// gradient buffer of node i; the flag says whether it was already written (then add)
    fn g(&mut self, i: Id) -> (*mut f32, bool) {
        if self.nodes[i].grad == NONE {
            let n = self.nodes[i].r * self.nodes[i].c;
            let o = self.alloc(n);
            self.nodes[i].grad = o;
            (self.p(o), false)
        } else {
            let o = self.nodes[i].grad;
            (self.p(o), true)
        }
    }
    fn backward(&mut self, loss: Id) {
        // reserve so that pointers stay valid while walking
        let need: usize = self.nodes.iter().map(|n| (n.r * n.c + 3) & !3).sum::<usize>() * 2;
        let want = self.top + need;
        if self.arena.len() < want {
            self.arena.resize(want, 0.0);
        }
        unsafe {
            *self.g(loss).0 = 1.0;
            for i in (0..=loss).rev() {
                if !self.nodes[i].needs || self.nodes[i].grad == NONE {
                    continue;
                }
                let (op, r, c) = {
                    let n = &self.nodes[i];
                    (n.op, n.r, n.c)
                };
                let gy = {
                    let o = self.nodes[i].grad;
                    self.p(o)
                };
                match op {
                    Op::Leaf => {}
                    Op::MatMul(a, b) => {
                        let k = self.nodes[a].c;
                        let (x, w) = (self.v(a), self.v(b));
                        if self.nodes[b].needs {
                            let (g, had) = self.g(b);
                            assert!(!had);
                            gemm_tn(r, k, c, x, gy, g, &mut self.pack);
                        }
                        if self.nodes[a].needs {
                            let (g, had) = self.g(a);
                            assert!(!had);
                            gemm_nt(r, k, c, gy, w, g, &mut self.wt, &mut self.pack);
                        }
                    }
                    Op::AddBias(a, b) => {
                        if self.nodes[a].needs {
                            let (g, had) = self.g(a);
                            if had {
                                map2(r * c, g, gy, g, |a, b| a.add(b))
                            } else {
                                core::ptr::copy_nonoverlapping(gy, g, r * c)
                            }
                        }
                        let (g, had) = self.g(b);
                        assert!(!had);
                        colsum(r, c, gy, g);
                    }
                    Op::Unary(k, a) => {
                        let y = self.v(i);
                        let (g, had) = self.g(a);
                        assert!(!had);
                        core::ptr::copy_nonoverlapping(gy, g, r * c);
                        act_bwd(k, r * c, y, g);
                    }
                    Op::Sub(a, b) => {
                        if self.nodes[a].needs {
                            let (g, _) = self.g(a);
                            core::ptr::copy_nonoverlapping(gy, g, r * c);
                        }
                        if self.nodes[b].needs {
                            let (g, _) = self.g(b);
                            map1(r * c, gy, g, |v| F4::splat(0.0).sub(v));
                        }
                    }
                    Op::Square(a) => {
                        let x = self.v(a);
                        let (g, _) = self.g(a);
                        map2(r * c, gy, x, g, |g, x| g.mul(x.add(x)));
                    }
                    Op::Mean(a) => {
                        let n = self.nodes[a].r * self.nodes[a].c;
                        let s = F4::splat(*gy / n as f32);
                        let (g, _) = self.g(a);
                        map1(n, g, g, |_| s);
                    }
                    Op::SoftmaxCe(a, _) => {
                        let n = self.nodes[a].r * self.nodes[a].c;
                        let o = self.nodes[i].param;
                        let src = self.p(o);
                        let s = F4::splat(*gy);
                        let (g, _) = self.g(a);
                        map1(n, src, g, |v| v.mul(s));
                    }
                }
            }
        }
    }
}

struct Param {
    r: usize,
    c: usize,
    v: Vec<f32>,
    m: Vec<f32>,
    s: Vec<f32>,
}
pub struct TapeEngine {
    spec: Spec,
    params: Vec<Param>,
    xs: Vec<Vec<f32>>,
    ys: Vec<Vec<f32>>,
    grid: Vec<f32>,
    tape: Tape,
    step: usize,
}
impl TapeEngine {
    fn forward(&mut self, x: Id) -> Id {
        let n = self.params.len() / 2;
        let mut h = x;
        for l in 0..n {
            let (w, b) = (&self.params[2 * l], &self.params[2 * l + 1]);
            let wi = self.tape.leaf(&w.v, w.r, w.c, 2 * l);
            let bi = self.tape.leaf(&b.v, b.r, b.c, 2 * l + 1);
            h = self.tape.matmul(h, wi);
            h = self.tape.add_bias(h, bi);
            let a = act(if l + 1 == n { &self.spec.out_act } else { &self.spec.act });
            if a != Act::None {
                h = self.tape.unary(a, h);
            }
        }
        h
    }
}
impl Engine for TapeEngine {
    fn new(spec: &Spec, blob: &[f32]) -> Self {
        let s = spec.split(blob);
        let z = |n: usize| if spec.opt == "adam" { vec![0.0; n] } else { vec![] };
        let params = s
            .layers
            .iter()
            .flat_map(|(i, o, w, b)| {
                [
                    Param { r: *i, c: *o, v: w.to_vec(), m: z(i * o), s: z(i * o) },
                    Param { r: 1, c: *o, v: b.to_vec(), m: z(*o), s: z(*o) },
                ]
            })
            .collect();
        let yw = if spec.loss == "mse" { *spec.sizes.last().unwrap() } else { 1 };
        TapeEngine {
            params,
            xs: s.x.chunks(spec.batch * spec.sizes[0]).map(|c| c.to_vec()).collect(),
            ys: s.y.chunks(spec.batch * yw).map(|c| c.to_vec()).collect(),
            grid: s.grid.to_vec(),
            spec: spec.clone(),
            tape: Tape::default(),
            step: 0,
        }
    }
    fn step(&mut self) -> f32 {
        let k = self.step % self.xs.len();
        self.step += 1;
        let b = self.spec.batch;
        self.tape.reset();
        let x = {
            let d = &self.xs[k];
            self.tape.leaf(d, b, self.spec.sizes[0], NONE)
        };
        let o = self.forward(x);
        let y = {
            let d = &self.ys[k];
            let c = d.len() / b;
            self.tape.leaf(d, b, c, NONE)
        };
        let loss = if self.spec.loss == "mse" {
            let e = self.tape.sub(o, y);
            let q = self.tape.square(e);
            self.tape.mean(q)
        } else {
            self.tape.softmax_ce(o, y)
        };
        self.tape.backward(loss);
        let l = unsafe { *self.tape.v(loss) };
        for i in 0..self.tape.nodes.len() {
            let (p, g) = {
                let n = &self.tape.nodes[i];
                (n.param, n.grad)
            };
            if !matches!(self.tape.nodes[i].op, Op::Leaf) || p == NONE || g == NONE {
                continue;
            }
            let gp = self.tape.p(g);
            let q = &mut self.params[p];
            let lr = self.spec.lr as f32;
            unsafe {
                if q.m.is_empty() {
                    sgd(q.v.len(), q.v.as_mut_ptr(), gp, lr)
                } else {
                    adam(q.v.len(), q.v.as_mut_ptr(), gp, q.m.as_mut_ptr(), q.s.as_mut_ptr(), lr, self.step as i32)
                }
            }
        }
        l
    }
    fn predict(&mut self) -> Vec<f32> {
        self.tape.reset();
        let g = core::mem::take(&mut self.grid);
        let x = self.tape.leaf(&g, self.spec.grid, self.spec.sizes[0], NONE);
        self.grid = g;
        let o = self.forward(x);
        let n = self.spec.grid;
        let v = self.tape.v(o);
        unsafe { core::slice::from_raw_parts(v, n).to_vec() }
    }
}
#[allow(dead_code)]
fn _unused(n: usize, y: *mut f32) {
    unsafe { act_fwd(Act::None, n, y) }
}
