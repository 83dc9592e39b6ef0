// Package ad differentiates functions of tensors. A function of Nodes is traced
// once: it runs, and each operation on a Node adds a vertex to a Graph. The
// gradient is more vertices of the same graph, so that gradients of gradients
// need nothing further. A graph compiles into a Program, a list of loops over
// preallocated buffers, which runs again and again without allocating.
//
//	f := ad.Func(func(x ad.Node) ad.Node { return ad.Sum(ad.Square(x)) })
//	v, err := f.ValueAndGrad(dst, x)
//
// Func, Grad, HVP and their sisters trace by themselves and trace anew for a new
// length; Graph, Input and Compile are the parts they are made of. What a traced
// function reads besides its Nodes, and the loops and branches it goes through,
// are fixed by the trace; data that changes between runs enters as an Input.
//
// Operators and functions on Nodes cannot return errors and still read like
// mathematics. They never panic: the first error stays in the graph, names the
// operation, the shapes and the place in the caller's source, and comes out of
// Compile, of Node.Err, or of whichever function traced.
//
// Numbers are float64; Float32 lets a program run in single precision, for networks,
// with float64 on its outside. The package holds the graph, its operations with
// their derivatives, and its execution; layers and models belong in nn, oracles
// in problem.
package ad
