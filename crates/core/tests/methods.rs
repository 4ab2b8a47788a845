//! PyTorch's tensor methods on `Var`: those that are made of several operations, and what they say when they do not fit.

use chalkgrad::{Graph, Tensor, Var};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// 0, 1, 2 … in this shape.
fn counted<'g>(graph: &'g Graph<f64>, dims: &[usize]) -> Var<'g, f64> {
    let count: usize = dims.iter().product();
    graph.parameter(Tensor::new(dims, (0..count).map(|cell| cell as f64).collect()).expect("the count fits"))
}

#[test]
fn methods_give_pytorchs_shapes_and_numbers() {
    // What PyTorch prints for the same with torch.arange(n).reshape(…).
    fn check(dims: &[usize], data: &[f64], build: impl Fn(&Graph<f64>) -> (Vec<usize>, Vec<f64>)) {
        assert_eq!(build(&Graph::new()), (dims.to_vec(), data.to_vec()));
    }
    fn shown(y: Var<f64>) -> (Vec<usize>, Vec<f64>) {
        (y.shape().dims().to_vec(), y.value().data().to_vec())
    }
    check(&[], &[5.0], |graph| shown(counted(graph, &[3]).matmul(counted(graph, &[3]))));
    check(&[2], &[5.0, 14.0], |graph| shown(counted(graph, &[2, 3]).matmul(counted(graph, &[3]))));
    check(&[3], &[3.0, 4.0, 5.0], |graph| shown(counted(graph, &[2]).matmul(counted(graph, &[2, 3]))));
    check(&[2, 2], &[1.0, 3.0, 5.0, 7.0], |graph| shown(counted(graph, &[2, 2, 2]).matmul(counted(graph, &[2]))));
    check(&[2, 2], &[2.0, 3.0, 6.0, 7.0], |graph| shown(counted(graph, &[2]).matmul(counted(graph, &[2, 2, 2]))));
    check(&[2, 1, 1], &[1.0, 3.0], |graph| shown(counted(graph, &[2, 1, 2]).matmul(counted(graph, &[2, 1]))));
    check(&[3, 2], &[0.0, 3.0, 1.0, 4.0, 2.0, 5.0], |graph| shown(counted(graph, &[2, 3]).transpose(0, -1)));
    check(&[2], &[1.0, 4.0], |graph| shown(counted(graph, &[2, 3]).select(1, 1)));
    check(&[1, 3], &[3.0, 4.0, 5.0], |graph| shown(counted(graph, &[2, 3]).narrow(0, 1, 1)));
    check(&[2, 2], &[0.0, 2.0, 3.0, 5.0], |graph| shown(counted(graph, &[2, 3]).slice(-1, 0..3, 2)));
    check(&[2, 2], &[0.0, 1.0, 0.0, 1.0], |graph| shown(graph.stack(&[counted(graph, &[2]); 2], 0)));
    check(&[2, 3], &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0], |graph| shown(graph.stack(&[counted(graph, &[2]); 3], -1)));
    check(&[5], &[0.0, 1.0, 0.0, 0.0, 1.0], |graph| {
        shown(graph.cat(&[counted(graph, &[2]), counted(graph, &[1]), counted(graph, &[2])], 0))
    });
    check(&[], &[5.0], |graph| shown(counted(graph, &[2, 3]).max()));
    check(&[2, 1], &[2.0, 5.0], |graph| shown(counted(graph, &[2, 3]).max_dim(1, true)));
    check(&[3], &[0.0, 1.0, 8.0], |graph| shown(counted(graph, &[3]).powf(3.0)));
    check(&[3], &[7.0, 1.0, 2.0], |graph| {
        let x = counted(graph, &[3]);
        shown(x.where_(x.gt(graph.tensor(0.5)), graph.tensor(7.0)))
    });
    check(&[2, 3], &[0.0, 0.0, 1.0, 1.0, 0.0, 0.0], |graph| shown(graph.tensor(Tensor::row(&[2.0, 0.0])).one_hot(3)));
}

#[test]
fn a_maximum_of_all_shares_its_gradient() {
    let graph = Graph::<f64>::new();
    let x = graph.parameter(Tensor::new(&[2, 2], vec![3.0, 1.0, 3.0, 3.0]).expect("four numbers"));
    x.max().backward().expect("a gradient");
    let third = 1.0 / 3.0;
    assert_eq!(x.grad().expect("a gradient").data(), [third, 0.0, third, third]);
}

#[test]
fn what_does_not_fit_says_so() {
    fn check(expect: &str, build: impl Fn(&Graph<f64>)) {
        let caught = catch_unwind(AssertUnwindSafe(|| build(&Graph::new()))).expect_err("a panic");
        assert_eq!(caught.downcast_ref::<String>().expect("a message"), expect);
    }
    check("gather: 3 names no place; there are 3, and the first one is 0", |graph| {
        let _ = counted(graph, &[2, 3]).gather(1, graph.tensor(Tensor::column(&[0.0, 3.0])));
    });
    check("one_hot: 1.5 names no place; there are 3, and the first one is 0", |graph| {
        let _ = graph.tensor(Tensor::row(&[1.5])).one_hot(3);
    });
    check("transpose: dimension 2 is not there in shape [2, 3]; it must be from -2 to 1", |graph| {
        let _ = counted(graph, &[2, 3]).transpose(0, 2);
    });
}
