// Package nn is networks over ad nodes. Their parameters are one flat []float64,
// which is what optimisers and samplers work on, and a Layout names its blocks.
//
//	net, err := nn.MLP(784, 128, 10)
//	p := net.Init(rng.New(1))
//	loss := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node {
//		return nn.CrossEntropy(net.At(p).Apply(d[0]), d[1])
//	}, []int{-1, 784}, []int{-1})
//
// Layers are values that know their own sizes only; New puts them together for
// rows of a given shape, each layer finding its input's shape by itself, and is the
// one place that reports bad sizes. Shapes of layers leave out the first axis, the
// rows of a batch. What goes wrong while a model is applied to nodes stays in their
// graph, as everywhere in ad.
//
// Model.Slice cuts smaller models out of a larger one, on the same parameters. For
// networks in single precision compile the loss with ad.Float32.
//
// Nothing is hidden in a model: randomness enters as noise, running statistics as
// a state, both given by the caller. Losses and oracles of whole data sets belong
// in problem, steps in optim.
package nn
