//! Four f32 lanes. wasm: simd128 (relaxed_madd when built with +relaxed-simd). Elsewhere: arrays.
#[cfg(target_arch = "wasm32")]
mod imp {
    use core::arch::wasm32::*;
    #[derive(Clone, Copy)]
    pub struct F4(pub v128);
    impl F4 {
        #[inline(always)]
        pub fn splat(a: f32) -> F4 {
            F4(f32x4_splat(a))
        }
        #[inline(always)]
        pub unsafe fn load(p: *const f32) -> F4 {
            F4(v128_load(p as *const v128))
        }
        #[inline(always)]
        pub unsafe fn store(self, p: *mut f32) {
            v128_store(p as *mut v128, self.0)
        }
        #[inline(always)]
        pub fn add(self, o: F4) -> F4 {
            F4(f32x4_add(self.0, o.0))
        }
        #[inline(always)]
        pub fn sub(self, o: F4) -> F4 {
            F4(f32x4_sub(self.0, o.0))
        }
        #[inline(always)]
        pub fn mul(self, o: F4) -> F4 {
            F4(f32x4_mul(self.0, o.0))
        }
        #[inline(always)]
        pub fn div(self, o: F4) -> F4 {
            F4(f32x4_div(self.0, o.0))
        }
        #[inline(always)]
        pub fn sqrt(self) -> F4 {
            F4(f32x4_sqrt(self.0))
        }
        #[inline(always)]
        pub fn abs(self) -> F4 {
            F4(f32x4_abs(self.0))
        }
        #[cfg(target_feature = "relaxed-simd")]
        #[inline(always)]
        pub fn min(self, o: F4) -> F4 {
            F4(f32x4_relaxed_min(self.0, o.0))
        }
        #[cfg(target_feature = "relaxed-simd")]
        #[inline(always)]
        pub fn max(self, o: F4) -> F4 {
            F4(f32x4_relaxed_max(self.0, o.0))
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        #[inline(always)]
        pub fn min(self, o: F4) -> F4 {
            F4(f32x4_pmin(self.0, o.0))
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        #[inline(always)]
        pub fn max(self, o: F4) -> F4 {
            F4(f32x4_pmax(self.0, o.0))
        }
        /// self * b + c
        #[cfg(target_feature = "relaxed-simd")]
        #[inline(always)]
        pub fn madd(self, b: F4, c: F4) -> F4 {
            F4(f32x4_relaxed_madd(self.0, b.0, c.0))
        }
        #[cfg(not(target_feature = "relaxed-simd"))]
        #[inline(always)]
        pub fn madd(self, b: F4, c: F4) -> F4 {
            F4(f32x4_add(f32x4_mul(self.0, b.0), c.0))
        }
        #[inline(always)]
        pub fn lt(self, o: F4) -> F4 {
            F4(f32x4_lt(self.0, o.0))
        }
        #[inline(always)]
        pub fn gt(self, o: F4) -> F4 {
            F4(f32x4_gt(self.0, o.0))
        }
        #[inline(always)]
        pub fn select(mask: F4, a: F4, b: F4) -> F4 {
            F4(v128_bitselect(a.0, b.0, mask.0))
        }
        #[inline(always)]
        pub fn and(self, o: F4) -> F4 {
            F4(v128_and(self.0, o.0))
        }
        #[inline(always)]
        pub fn copysign(self, s: F4) -> F4 {
            let m = i32x4_splat(i32::MIN);
            F4(v128_or(v128_andnot(self.0, m), v128_and(s.0, m)))
        }
        /// 2^k for integral-valued self (magic-number add already applied by caller): bits = (k + 127) << 23
        #[inline(always)]
        pub fn pow2i(k: F4) -> F4 {
            let i = i32x4_trunc_sat_f32x4(k.0);
            F4(i32x4_shl(i32x4_add(i, i32x4_splat(127)), 23))
        }
        #[inline(always)]
        pub fn nearest(self) -> F4 {
            F4(f32x4_nearest(self.0))
        }
        #[inline(always)]
        pub fn sum(self) -> f32 {
            f32x4_extract_lane::<0>(self.0)
                + f32x4_extract_lane::<1>(self.0)
                + f32x4_extract_lane::<2>(self.0)
                + f32x4_extract_lane::<3>(self.0)
        }
    }
}
#[cfg(not(target_arch = "wasm32"))]
mod imp {
    #[derive(Clone, Copy)]
    #[repr(align(16))]
    pub struct F4(pub [f32; 4]);
    #[inline(always)]
    fn z(a: F4, b: F4, f: impl Fn(f32, f32) -> f32) -> F4 {
        F4([f(a.0[0], b.0[0]), f(a.0[1], b.0[1]), f(a.0[2], b.0[2]), f(a.0[3], b.0[3])])
    }
    fn m(b: bool) -> f32 {
        f32::from_bits(if b { u32::MAX } else { 0 })
    }
    impl F4 {
        #[inline(always)]
        pub fn splat(a: f32) -> F4 {
            F4([a; 4])
        }
        #[inline(always)]
        pub unsafe fn load(p: *const f32) -> F4 {
            F4(*(p as *const [f32; 4]))
        }
        #[inline(always)]
        pub unsafe fn store(self, p: *mut f32) {
            *(p as *mut [f32; 4]) = self.0
        }
        #[inline(always)]
        pub fn add(self, o: F4) -> F4 {
            z(self, o, |a, b| a + b)
        }
        #[inline(always)]
        pub fn sub(self, o: F4) -> F4 {
            z(self, o, |a, b| a - b)
        }
        #[inline(always)]
        pub fn mul(self, o: F4) -> F4 {
            z(self, o, |a, b| a * b)
        }
        #[inline(always)]
        pub fn div(self, o: F4) -> F4 {
            z(self, o, |a, b| a / b)
        }
        #[inline(always)]
        pub fn sqrt(self) -> F4 {
            z(self, self, |a, _| a.sqrt())
        }
        #[inline(always)]
        pub fn abs(self) -> F4 {
            z(self, self, |a, _| a.abs())
        }
        #[inline(always)]
        pub fn min(self, o: F4) -> F4 {
            z(self, o, |a, b| if b < a { b } else { a })
        }
        #[inline(always)]
        pub fn max(self, o: F4) -> F4 {
            z(self, o, |a, b| if a < b { b } else { a })
        }
        #[inline(always)]
        pub fn madd(self, b: F4, c: F4) -> F4 {
            self.mul(b).add(c)
        }
        #[inline(always)]
        pub fn lt(self, o: F4) -> F4 {
            z(self, o, |a, b| m(a < b))
        }
        #[inline(always)]
        pub fn gt(self, o: F4) -> F4 {
            z(self, o, |a, b| m(a > b))
        }
        #[inline(always)]
        pub fn select(k: F4, a: F4, b: F4) -> F4 {
            let mut r = b;
            for i in 0..4 {
                if k.0[i].to_bits() != 0 {
                    r.0[i] = a.0[i]
                }
            }
            r
        }
        #[inline(always)]
        pub fn and(self, o: F4) -> F4 {
            z(self, o, |a, b| f32::from_bits(a.to_bits() & b.to_bits()))
        }
        #[inline(always)]
        pub fn copysign(self, s: F4) -> F4 {
            z(self, s, |a, b| a.copysign(b))
        }
        #[inline(always)]
        pub fn pow2i(k: F4) -> F4 {
            z(k, k, |a, _| f32::from_bits(((a as i32 + 127) << 23) as u32))
        }
        #[inline(always)]
        pub fn nearest(self) -> F4 {
            z(self, self, |a, _| a.round_ties_even())
        }
        #[inline(always)]
        pub fn sum(self) -> f32 {
            self.0[0] + self.0[1] + self.0[2] + self.0[3]
        }
    }
}
pub use imp::F4;

/// e^x for x <= 0 (clamped at -87): 2^k * p(r), Taylor to degree 6 on |r| <= ln2/2
#[inline(always)]
pub fn exp_neg(x: F4) -> F4 {
    let x = x.max(F4::splat(-87.0));
    let k = x.mul(F4::splat(core::f32::consts::LOG2_E)).nearest();
    let r = k.madd(F4::splat(-0.693_359_4), x);
    let r = k.madd(F4::splat(2.121_944_4e-4), r);
    let mut p = F4::splat(1.0 / 720.0);
    p = p.madd(r, F4::splat(1.0 / 120.0));
    p = p.madd(r, F4::splat(1.0 / 24.0));
    p = p.madd(r, F4::splat(1.0 / 6.0));
    p = p.madd(r, F4::splat(0.5));
    p = p.madd(r, F4::splat(1.0));
    p = p.madd(r, F4::splat(1.0));
    p.mul(F4::pow2i(k))
}
/// tanh: x P(x^2) / Q(x^2) on |x| <= 7.9, fitted here (relative error 3.3e-7 in f32)
#[inline(always)]
pub fn tanh(x: F4) -> F4 {
    let x = x.max(F4::splat(-7.9)).min(F4::splat(7.9));
    let u = x.mul(x);
    let mut p = F4::splat(2.410_571_6e-11);
    p = p.madd(u, F4::splat(-1.490_647_3e-8));
    p = p.madd(u, F4::splat(9.939_272e-6));
    p = p.madd(u, F4::splat(2.992_107e-3));
    p = p.madd(u, F4::splat(0.129_849_2));
    p = p.madd(u, F4::splat(1.0));
    let mut q = F4::splat(2.380_881_8e-4);
    q = q.madd(u, F4::splat(2.405_313_4e-2));
    q = q.madd(u, F4::splat(0.463_182_36));
    q = q.madd(u, F4::splat(1.0));
    x.mul(p).div(q)
}

/// y[i] = f(x[i]) with a padded tail
#[inline(always)]
pub unsafe fn map1(n: usize, x: *const f32, y: *mut f32, f: impl Fn(F4) -> F4) {
    let mut i = 0;
    while i + 8 <= n {
        let a = f(F4::load(x.add(i)));
        let b = f(F4::load(x.add(i + 4)));
        a.store(y.add(i));
        b.store(y.add(i + 4));
        i += 8;
    }
    while i + 4 <= n {
        f(F4::load(x.add(i))).store(y.add(i));
        i += 4;
    }
    if i < n {
        let mut t = [0f32; 4];
        for j in i..n {
            t[j - i] = *x.add(j);
        }
        let mut o = [0f32; 4];
        f(F4::load(t.as_ptr())).store(o.as_mut_ptr());
        for j in i..n {
            *y.add(j) = o[j - i];
        }
    }
}
#[inline(always)]
pub unsafe fn map2(n: usize, x: *const f32, z: *const f32, y: *mut f32, f: impl Fn(F4, F4) -> F4) {
    let mut i = 0;
    while i + 4 <= n {
        f(F4::load(x.add(i)), F4::load(z.add(i))).store(y.add(i));
        i += 4;
    }
    if i < n {
        let (mut t, mut u, mut o) = ([0f32; 4], [0f32; 4], [0f32; 4]);
        for j in i..n {
            t[j - i] = *x.add(j);
            u[j - i] = *z.add(j);
        }
        f(F4::load(t.as_ptr()), F4::load(u.as_ptr())).store(o.as_mut_ptr());
        for j in i..n {
            *y.add(j) = o[j - i];
        }
    }
}
