//! Surfaces over two numbers that are good to learn from, each computed by operations of the registry.

use crate::data::{ARTICLE, Data};
use crate::error::Result;
use crate::graph::{Graph, Var};
use crate::lesson::unknown;
use crate::surface::{middle, place};
use crate::tensor::Tensor;
use serde::Serialize;

/// A surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A bowl that is steep across and flat along: where plain gradient descent goes to and fro.
    Bowl,
    /// Rosenbrock's valley, which bends.
    Valley,
    /// Between two hollows lies a saddle, on which nothing pulls to either side.
    Saddle,
    /// The loss of the demo: fifteen points, over weight and bias.
    Article,
}

/// What there is to know about a surface.
#[derive(Debug, Serialize)]
pub struct GroundInfo {
    /// How it is asked for.
    pub name: &'static str,
    /// The formula.
    pub formula: &'static str,
    /// The names of both numbers.
    pub letters: [&'static str; 2],
    /// From which to which x the picture reaches.
    pub x: (f64, f64),
    /// From which to which y.
    pub y: (f64, f64),
    /// Where a descent starts that is not told where.
    pub start: [f64; 2],
    /// How many steps it takes.
    pub steps: u64,
}

/// All surfaces.
pub const GROUNDS: [Ground; 4] = [Ground::Bowl, Ground::Valley, Ground::Saddle, Ground::Article];

static BOWL: GroundInfo = GroundInfo {
    name: "bowl",
    formula: "f = x² / 20 + y²",
    letters: ["x", "y"],
    x: (-10.0, 10.0),
    y: (-5.0, 5.0),
    start: [-7.0, 3.0],
    steps: 40,
};
static VALLEY: GroundInfo = GroundInfo {
    name: "valley",
    formula: "f = (1 − x)² + 5 · (y − x²)²",
    letters: ["x", "y"],
    x: (-2.0, 2.0),
    y: (-1.0, 3.0),
    start: [-0.5, 2.5],
    steps: 100,
};
static SADDLE: GroundInfo = GroundInfo {
    name: "saddle",
    formula: "f = x² − y² + y² · y² / 8",
    letters: ["x", "y"],
    x: (-3.0, 3.0),
    y: (-3.0, 3.0),
    start: [-2.5, 0.02],
    steps: 60,
};
static DEMO: GroundInfo = GroundInfo {
    name: "article",
    formula: "L = (Σᵢ (w · xᵢ + b − yᵢ)²) / n",
    letters: ["w", "b"],
    x: (-0.3, 0.8),
    y: (-1.5, 3.0),
    start: [0.6, 2.5],
    steps: 100,
};

/// The height at every corner of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// How many columns and rows there are.
    pub size: usize,
    /// The heights, row by row: a row for each y, a column for each x. Points stand in the middle of their cells.
    pub heights: Vec<f32>,
}

impl Ground {
    /// The surface of this name.
    pub fn find(name: &str) -> Result<Self> {
        let known = GROUNDS.map(|ground| ground.info().name);
        GROUNDS.into_iter().find(|ground| ground.info().name == name).ok_or_else(|| unknown("surface", name, &known))
    }

    /// What there is to know about it.
    pub fn info(self) -> &'static GroundInfo {
        match self {
            Self::Bowl => &BOWL,
            Self::Valley => &VALLEY,
            Self::Saddle => &SADDLE,
            Self::Article => &DEMO,
        }
    }

    /// Records its height over columns of x and y.
    pub fn record<'g>(self, x: Var<'g, f64>, y: Var<'g, f64>) -> Var<'g, f64> {
        match self {
            Self::Bowl => x.square() / 20.0 + y.square(),
            Self::Valley => (-x + 1.0).square() + (y - x.square()).square() * 5.0,
            Self::Saddle => x.square() - y.square() + y.square() * y.square() / 8.0,
            Self::Article => {
                let graph = x.graph();
                let [points, targets] = [0, 1].map(|column| {
                    let row = ARTICLE.map(|(x, y)| [x, y][column]);
                    graph.tensor(Tensor::row(&row))
                });
                (x * points + y - targets).square().mean_dim(&[-1], true)
            }
        }
    }

    /// The height at a place, and how it changes with x and with y.
    pub fn at(self, [x, y]: [f64; 2]) -> (f64, [f64; 2]) {
        let graph = Graph::new();
        let (x, y) = (graph.parameter(Tensor::column(&[x])), graph.parameter(Tensor::column(&[y])));
        let height = self.record(x, y).sum();
        // It is a single number that both take part in.
        let gradient = height.backward().map(|()| [x, y].map(|each| each.grad().map_or(0.0, |grad| grad.data()[0])));
        (height.item(), gradient.unwrap_or_default())
    }

    /// The heights for a picture.
    pub fn grid(self, size: usize) -> Grid {
        let info = self.info();
        let cells = |of: &dyn Fn(usize) -> f64| Tensor::column(&(0..size * size).map(of).collect::<Vec<_>>());
        let graph = Graph::new();
        let x = graph.tensor(cells(&|index| middle(info.x, index % size, size)));
        let y = graph.tensor(cells(&|index| middle(info.y, index / size, size)));
        let heights = self.record(x, y).value();
        Grid { size, heights: heights.data().iter().map(|height| *height as f32).collect() }
    }

    /// The place at shares of the picture's width and height, rounded to what a reader can see.
    pub fn place(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let info = self.info();
        [place(info.x, x, 2), place(info.y, y, 2)]
    }

    /// The lowest point.
    pub fn lowest(self) -> [f64; 3] {
        let [x, y] = match self {
            Self::Bowl => [0.0, 0.0],
            Self::Valley => [1.0, 1.0],
            Self::Saddle => [0.0, 2.0],
            Self::Article => Data::article().least_squares().map_or([0.0; 2], |(w, b, _)| [w, b]),
        };
        [x, y, self.at([x, y]).0]
    }
}
