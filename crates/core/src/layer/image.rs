//! Layers for images: convolution and pooling. An example has the shape channels × height × width.

use super::{Builder, LayerExample, LayerInfo, MAX_FEATURES, Module, PLAIN, Recorder};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::init;
use crate::op::Op;
use crate::ops::{self, Window};
use crate::options::{Arg, Kind, Options, Setting};
use crate::tape::NodeId;
use crate::tensor::{Shape, Tensor};
use std::sync::Arc;

/// The largest window, and the longest way that it moves.
const MAX_WINDOW: u64 = 64;

/// `torch.nn.Conv2d`: small weights that look at every place of an image, one set for each output channel.
#[derive(Clone, Debug)]
pub struct Conv2d {
    /// The margin that the window itself does not see to.
    pad: Option<ops::Pad>,
    op: ops::Conv2d,
    weight: NodeId,
    bias: Option<NodeId>,
}

impl<T: Float> Module<T> for Conv2d {
    fn record(&self, on: &mut Recorder<T>, mut x: NodeId) -> Result<NodeId> {
        if let Some(pad) = self.pad {
            x = on.tape.apply(Arc::new(pad), &[x])?;
        }
        let y = on.tape.apply(Arc::new(self.op), &[x, self.weight])?;
        let Some(bias) = self.bias else { return Ok(y) };
        // One number for each channel, for all places.
        let bias = on.tape.apply(Arc::new(ops::Reshape { shape: vec![-1, 1, 1] }), &[bias])?;
        on.tape.apply(Arc::new(ops::Add), &[y, bias])
    }

    fn parameters(&self) -> Vec<(String, NodeId)> {
        let bias = self.bias.map(|bias| ("bias".to_owned(), bias));
        std::iter::once(("weight".to_owned(), self.weight)).chain(bias).collect()
    }
}

const fn pair(name: &'static str, min: u64, default: Option<Setting>, sentence: &'static str) -> Arg {
    Arg { name, kind: Kind::Counts { min, max: MAX_WINDOW }, default, sentence }
}

const KERNEL_SIZE: Arg = pair("kernel_size", 1, None, "How large the window is: one number, or height and width.");
const PADDING: Arg =
    pair("padding", 0, Some(Setting::Count(0)), "How far the window may reach beyond the image at each side.");
const DILATION: Arg = pair("dilation", 1, Some(Setting::Count(1)), "How far the cells of the window lie apart.");
const STRIDE: Arg =
    pair("stride", 1, None, "How far the window moves at a time; without it as far as the window is large.");
const CEIL_MODE: Arg = Arg {
    name: "ceil_mode",
    kind: Kind::Flag,
    default: Some(Setting::Flag(false)),
    sentence: "Whether a last window that reaches beyond the image counts too.",
};

/// The window that the options describe.
fn window(key: &str, options: &Options) -> Result<Window> {
    let missing = || Error::new("missing", &[("key", &format!("{key}.kernel_size"))]);
    let kernel_size = options.pair("kernel_size").ok_or_else(missing)?;
    Ok(Window {
        kernel_size,
        stride: options.pair("stride").unwrap_or(kernel_size),
        padding: options.pair("padding").unwrap_or([0; 2]),
        dilation: options.pair("dilation").unwrap_or([1; 2]),
        ceil_mode: options.flag("ceil_mode"),
    })
}

/// The shape of one example after an operation: it says itself what fits and what does not.
fn after(key: &str, op: &dyn Op<f32>, dims: &[usize], weight: Option<&Shape>) -> Result<Vec<usize>> {
    if dims.len() != 3 {
        return Err(Error::new("layer_image", &[("key", &key), ("shape", &Shape::new(dims))]));
    }
    let x = Shape::new(&[&[1], dims].concat());
    let inputs: Vec<_> = std::iter::once(&x).chain(weight).collect();
    Ok(op.shape(&inputs)?.dims()[1..].to_vec())
}

/// The margin, the operation, and the shape of the weight.
fn convolution(key: &str, options: &Options) -> Result<(Option<ops::Pad>, ops::Conv2d, Vec<usize>)> {
    let groups = options.count("groups").unwrap_or(1);
    let (pad, window) = margin(key, options, window(key, options)?)?;
    let op = ops::Conv2d { window, groups };
    let missing = || Error::new("missing", &[("key", &format!("{key}.out_channels"))]);
    let outputs = options.count("out_channels").ok_or_else(missing)?;
    let inputs = options.count("in_channels").unwrap_or(1);
    let [height, width] = op.window.kernel_size;
    Ok((pad, op, vec![outputs, inputs / groups, height, width]))
}

/// Splits the padding: equal zeros at both sides are the window's, everything else is a margin put there before.
fn margin(key: &str, options: &Options, mut window: Window) -> Result<(Option<ops::Pad>, Window)> {
    let same = options.choice("padding") == "same";
    if same && window.stride != [1; 2] {
        return Err(Error::new("same_stride", &[("key", &format!("{key}.padding"))]));
    }
    let [height, width] = std::array::from_fn(|side| {
        let reach = window.dilation[side] * (window.kernel_size[side] - 1);
        if same { [reach / 2, reach - reach / 2] } else { [window.padding[side]; 2] }
    });
    let mode = match options.choice("padding_mode") {
        "reflect" => ops::PadMode::Reflect,
        "replicate" => ops::PadMode::Replicate,
        "circular" => ops::PadMode::Circular,
        _ => ops::PadMode::Zeros,
    };
    if mode == ops::PadMode::Zeros && height[0] == height[1] && width[0] == width[1] {
        window.padding = [height[0], width[0]];
        return Ok((None, window));
    }
    window.padding = [0; 2];
    Ok((Some(ops::Pad { height, width, mode }), window))
}

/// [`Conv2d`] for readers and for experiment files.
pub(super) static CONV_2D: LayerInfo = LayerInfo {
    name: "Conv2d",
    args: &[
        Arg {
            name: "in_channels",
            kind: Kind::Count { min: 1, max: MAX_FEATURES },
            default: None,
            sentence: "How many channels the images have; follows from the layer before.",
        },
        Arg {
            name: "out_channels",
            kind: Kind::Count { min: 1, max: MAX_FEATURES },
            default: None,
            sentence: "How many channels come out: each has weights of its own and looks for something else.",
        },
        KERNEL_SIZE,
        pair("stride", 1, Some(Setting::Count(1)), "How far the window moves at a time."),
        Arg {
            name: "padding",
            kind: Kind::CountsOrName { min: 0, max: MAX_WINDOW, names: &["valid", "same"] },
            default: Some(Setting::Count(0)),
            sentence: "How far the window may reach beyond the image at each side; \"same\" keeps the image as large as it is.",
        },
        DILATION,
        Arg {
            name: "groups",
            kind: Kind::Count { min: 1, max: MAX_FEATURES },
            default: Some(Setting::Count(1)),
            sentence: "Into how many parts the channels fall; each output sees the inputs of its part only.",
        },
        Arg {
            name: "bias",
            kind: Kind::Flag,
            default: Some(Setting::Flag(true)),
            sentence: "Whether each channel gets a bias.",
        },
        Arg {
            name: "padding_mode",
            kind: Kind::Choice(&["zeros", "reflect", "replicate", "circular"]),
            default: Some(Setting::Choice("zeros")),
            sentence: "What the window sees beyond the image: zeros, the image in a mirror, its last cells again, or its other end.",
        },
    ],
    formula: "y = x ∗ W + b",
    derivative: "∂L/∂x = Σ g · W over all windows that see the place, ∂L/∂W = Σ g · x over all places, ∂L/∂b = Σ g",
    sentence: "Looks at every place of an image through the same small window of weights, once for each output channel.",
    shape: |key, options, dims| {
        if let [channels, _, _] = dims {
            options.settle(key, "in_channels", *channels)?;
        }
        let (pad, op, weight) = convolution(key, options)?;
        let padded = pad.map_or_else(|| Ok(dims.to_vec()), |pad| after(key, &pad, dims, None))?;
        after(key, &op, &padded, Some(&Shape::new(&weight)))
    },
    parameters: |options| {
        let weight = convolution("", options).map(|(.., weight)| weight).unwrap_or_default();
        let bias = options.flag("bias").then(|| ("bias", weight[..weight.len().min(1)].to_vec()));
        std::iter::once(("weight", weight)).chain(bias).collect()
    },
    products: |options, output| {
        let weight = convolution("", options).map(|(.., weight)| weight).unwrap_or_default();
        super::product(output) * super::product(weight.get(1..).unwrap_or_default())
    },
    cells: |options, input, output| {
        let padded = convolution("", options).ok().and_then(|(pad, ..)| after("", &pad?, input, None).ok());
        let wide = super::product(output) * if options.flag("bias") { 2.0 } else { 1.0 };
        wide + padded.map_or(0.0, |dims| super::product(&dims))
    },
    example: Some(&LayerExample {
        options: r#"{"out_channels": 1, "kernel_size": 2}"#,
        input: (&[1, 1, 2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
        parameters: &[("weight", &[1.0, 0.0, 0.0, -1.0]), ("bias", &[0.5])],
        output: (&[1, 1, 1, 2], &[-3.5, -3.5]),
    }),
    ..PLAIN
};

/// Builds it; the options are complete. First values as in PyTorch: as for a linear layer, with as many inputs
/// as the window has cells.
pub(super) fn conv_2d<T: Float>(options: &Options, on: &mut Builder<T>) -> Conv2d {
    let (pad, op, dims) = convolution("", options).unwrap_or_else(|_| unreachable!("the options are complete"));
    let (for_weight, for_bias) = init::linear_bounds(dims[1..].iter().product());
    let weight: Tensor<T> = init::uniform(&dims, -for_weight, for_weight, on.rng);
    let weight = on.tape.leaf(&weight, true);
    let mut bias = || on.tape.leaf(&init::uniform(&dims[..1], -for_bias, for_bias, on.rng), true);
    Conv2d { pad, op, weight, bias: options.flag("bias").then(&mut bias) }
}

/// `torch.nn.MaxPool2d` for readers and for experiment files; the layer is one operation.
pub(super) static MAX_POOL_2D: LayerInfo = LayerInfo {
    name: "MaxPool2d",
    args: &[KERNEL_SIZE, STRIDE, PADDING, DILATION, CEIL_MODE],
    formula: "y = max of each window",
    derivative: "∂L/∂x = g where x is the largest of its window, 0 elsewhere",
    sentence: "Keeps the largest number of each window, so that the image shrinks.",
    shape: |key, options, dims| {
        stride_as_kernel(options);
        after(key, &max_pool_2d(key, options)?, dims, None)
    },
    products: window_products,
    example: Some(&LayerExample {
        options: r#"{"kernel_size": 2}"#,
        input: (&[1, 1, 2, 4], &[1.0, 5.0, 2.0, 0.0, 3.0, 4.0, -1.0, 6.0]),
        parameters: &[],
        output: (&[1, 1, 1, 2], &[5.0, 6.0]),
    }),
    ..PLAIN
};

/// `torch.nn.AvgPool2d` for readers and for experiment files; the layer is one operation.
pub(super) static AVG_POOL_2D: LayerInfo = LayerInfo {
    name: "AvgPool2d",
    args: &[
        KERNEL_SIZE,
        STRIDE,
        PADDING,
        CEIL_MODE,
        Arg {
            name: "count_include_pad",
            kind: Kind::Flag,
            default: Some(Setting::Flag(true)),
            sentence: "Whether the zeros of the padding count in the average.",
        },
        Arg {
            name: "divisor_override",
            kind: Kind::OptionalCount { min: 1, max: MAX_FEATURES },
            default: Some(Setting::Null),
            sentence: "What the sum of each window is divided by, in place of how many numbers it has.",
        },
    ],
    formula: "y = mean of each window",
    derivative: "∂L/∂x = Σ g / n over all windows that see the place",
    sentence: "Keeps the average of each window, so that the image shrinks.",
    shape: |key, options, dims| {
        stride_as_kernel(options);
        after(key, &avg_pool_2d(key, options)?, dims, None)
    },
    products: window_products,
    example: Some(&LayerExample {
        options: r#"{"kernel_size": 2}"#,
        input: (&[1, 1, 2, 4], &[1.0, 5.0, 2.0, 0.0, 3.0, 3.0, -1.0, 7.0]),
        parameters: &[],
        output: (&[1, 1, 1, 2], &[3.0, 2.0]),
    }),
    ..PLAIN
};

/// A pool moves as far as its window is large where nothing else is written.
fn stride_as_kernel(options: &mut Options) {
    if let Some(kernel_size) = options.get("kernel_size").cloned() {
        options.default_to("stride", kernel_size);
    }
}

fn window_products(options: &Options, output: &[usize]) -> f64 {
    super::product(output) * super::product(&options.pair("kernel_size").unwrap_or_default())
}

/// The operation of a max pool.
pub(super) fn max_pool_2d(key: &str, options: &Options) -> Result<ops::MaxPool2d> {
    Ok(ops::MaxPool2d(window(key, options)?))
}

/// The operation of an average pool.
pub(super) fn avg_pool_2d(key: &str, options: &Options) -> Result<ops::AvgPool2d> {
    Ok(ops::AvgPool2d {
        window: window(key, options)?,
        count_include_pad: options.flag("count_include_pad"),
        divisor_override: options.count("divisor_override"),
    })
}
