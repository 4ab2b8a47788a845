//! C[m x n] (= or +=) A[m x k] * B[k x n]; A has any row/column stride, B and C are row major.
use crate::simd::F4;

#[inline(always)]
unsafe fn tile<const MR: usize, const NV: usize>(
    k: usize,
    a: *const f32,
    ra: usize,
    ca: usize,
    b: *const f32,
    rb: usize,
    c: *mut f32,
    rc: usize,
    acc0: bool,
    bias: *const f32,
) {
    let mut acc = [[F4::splat(0.0); NV]; MR];
    if !bias.is_null() {
        for v in 0..NV {
            let t = F4::load(bias.add(4 * v));
            for r in 0..MR {
                acc[r][v] = t;
            }
        }
    }
    if acc0 {
        for r in 0..MR {
            for v in 0..NV {
                acc[r][v] = F4::load(c.add(r * rc + 4 * v));
            }
        }
    }
    let (mut ap, mut bp) = (a, b);
    for _ in 0..k {
        let mut bv = [F4::splat(0.0); NV];
        for v in 0..NV {
            bv[v] = F4::load(bp.add(4 * v));
        }
        for r in 0..MR {
            let x = F4::splat(*ap.add(r * ra));
            for v in 0..NV {
                acc[r][v] = x.madd(bv[v], acc[r][v]);
            }
        }
        ap = ap.add(ca);
        bp = bp.add(rb);
    }
    for r in 0..MR {
        for v in 0..NV {
            acc[r][v].store(c.add(r * rc + 4 * v));
        }
    }
}

#[inline(always)]
unsafe fn panel<const NV: usize>(
    m: usize,
    k: usize,
    a: *const f32,
    ra: usize,
    ca: usize,
    b: *const f32,
    rb: usize,
    c: *mut f32,
    rc: usize,
    acc: bool,
    bias: *const f32,
) {
    let mut i = 0;
    while i + 4 <= m {
        tile::<4, NV>(k, a.add(i * ra), ra, ca, b, rb, c.add(i * rc), rc, acc, bias);
        i += 4;
    }
    if i + 2 <= m {
        tile::<2, NV>(k, a.add(i * ra), ra, ca, b, rb, c.add(i * rc), rc, acc, bias);
        i += 2;
    }
    if i < m {
        tile::<1, NV>(k, a.add(i * ra), ra, ca, b, rb, c.add(i * rc), rc, acc, bias);
    }
}

const KC: usize = 512;
/// bias (length n) is added when acc is false
pub unsafe fn gemm(
    m: usize,
    n: usize,
    k: usize,
    a: *const f32,
    ra: usize,
    ca: usize,
    b: *const f32,
    c: *mut f32,
    acc: bool,
    bias: *const f32,
    pack: &mut Vec<f32>,
) {
    let mut j = 0;
    let big = k >= 32 && m >= 16 && n > 16;
    if big && pack.len() < KC * 12 {
        pack.resize(KC * 12, 0.0);
    }
    let off = |j: usize| if bias.is_null() { bias } else { bias.add(j) };
    macro_rules! cols {
        ($nv:expr) => {{
            if big {
                let mut k0 = 0;
                while k0 < k {
                    let kc = KC.min(k - k0);
                    let pp = pack.as_mut_ptr();
                    for kk in 0..kc {
                        for v in 0..$nv {
                            F4::load(b.add((k0 + kk) * n + j + 4 * v)).store(pp.add((kk * $nv + v) * 4));
                        }
                    }
                    panel::<$nv>(
                        m,
                        kc,
                        a.add(k0 * ca),
                        ra,
                        ca,
                        pp,
                        4 * $nv,
                        c.add(j),
                        n,
                        acc || k0 > 0,
                        if k0 == 0 && !acc { off(j) } else { core::ptr::null() },
                    );
                    k0 += kc;
                }
            } else {
                panel::<$nv>(
                    m,
                    k,
                    a,
                    ra,
                    ca,
                    b.add(j),
                    n,
                    c.add(j),
                    n,
                    acc,
                    if acc { core::ptr::null() } else { off(j) },
                );
            }
            j += 4 * $nv;
        }};
    }
    while j + 12 <= n && (n - j) % 8 != 0 {
        cols!(3);
    }
    while j + 8 <= n {
        cols!(2);
    }
    if j + 4 <= n {
        cols!(1);
    }
    while j < n {
        for i in 0..m {
            let mut s = if acc {
                *c.add(i * n + j)
            } else if bias.is_null() {
                0.0
            } else {
                *bias.add(j)
            };
            if n == 1 && ca == 1 && k >= 4 {
                let mut v = F4::splat(0.0);
                let mut kk = 0;
                while kk + 4 <= k {
                    v = F4::load(a.add(i * ra + kk)).madd(F4::load(b.add(kk)), v);
                    kk += 4;
                }
                s += v.sum();
                while kk < k {
                    s += *a.add(i * ra + kk) * *b.add(kk);
                    kk += 1;
                }
            } else {
                for kk in 0..k {
                    s += *a.add(i * ra + kk * ca) * *b.add(kk * n + j);
                }
            }
            *c.add(i * n + j) = s;
        }
        j += 1;
    }
}

pub unsafe fn transpose(r: usize, c: usize, a: *const f32, t: *mut f32) {
    for j0 in (0..c).step_by(8) {
        for i in 0..r {
            for j in j0..(j0 + 8).min(c) {
                *t.add(j * r + i) = *a.add(i * c + j);
            }
        }
    }
}

/// dW[i x o] = X^T[i x b] * dY[b x o]
pub unsafe fn gemm_tn(b: usize, i: usize, o: usize, x: *const f32, dy: *const f32, dw: *mut f32, pack: &mut Vec<f32>) {
    if o == 1 {
        for q in 0..i {
            *dw.add(q) = 0.0;
        }
        for r in 0..b {
            let d = *dy.add(r);
            let dv = F4::splat(d);
            let mut q = 0;
            while q + 4 <= i {
                F4::load(x.add(r * i + q)).madd(dv, F4::load(dw.add(q))).store(dw.add(q));
                q += 4;
            }
            while q < i {
                *dw.add(q) += *x.add(r * i + q) * d;
                q += 1;
            }
        }
        return;
    }
    gemm(i, o, b, x, 1, i, dy, dw, false, core::ptr::null(), pack);
}
/// dX[b x i] = dY[b x o] * W^T ; wt is scratch for W^T (o x i)
pub unsafe fn gemm_nt(
    b: usize,
    i: usize,
    o: usize,
    dy: *const f32,
    w: *const f32,
    dx: *mut f32,
    wt: &mut Vec<f32>,
    pack: &mut Vec<f32>,
) {
    if o == 1 {
        gemm(b, i, 1, dy, 1, 1, w, dx, false, core::ptr::null(), pack);
        return;
    }
    if wt.len() < i * o {
        wt.resize(i * o, 0.0);
    }
    transpose(i, o, w, wt.as_mut_ptr());
    gemm(b, i, o, dy, o, 1, wt.as_ptr(), dx, false, core::ptr::null(), pack);
}
/// db[o] = sum over rows of dY
pub unsafe fn colsum(b: usize, o: usize, dy: *const f32, db: *mut f32) {
    let mut j = 0;
    while j + 4 <= o {
        let mut s = F4::splat(0.0);
        for r in 0..b {
            s = s.add(F4::load(dy.add(r * o + j)));
        }
        s.store(db.add(j));
        j += 4;
    }
    if o == 1 && b >= 4 {
        let mut s = F4::splat(0.0);
        let mut r = 0;
        while r + 4 <= b {
            s = s.add(F4::load(dy.add(r)));
            r += 4;
        }
        let mut t = s.sum();
        while r < b {
            t += *dy.add(r);
            r += 1;
        }
        *db = t;
        return;
    }
    while j < o {
        let mut s = 0.0;
        for r in 0..b {
            s += *dy.add(r * o + j);
        }
        *db.add(j) = s;
        j += 1;
    }
}
