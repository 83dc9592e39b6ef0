// Package optim is optimisers for flat parameter vectors, of first order and with what
// gradients or Hessian-vector products tell of curvature, and the loop that runs them on
// a problem.
//
// An optimiser is a struct of hyper-parameters with its state inside; Step makes
// one update in place. Descend turns a problem and an optimiser into an iterator
// of states. Problems live in package problem; online, bilevel, federated and
// zeroth-order methods have packages of their own.
//
// # Composition
//
// Optimisers compose in two ways. Chain makes one of transforms of the gradient:
//
//	Chain(ClipNorm(1), ScaleByBelief(0.9, 0.999, 1e-16), AddDecay(0.01), ScaleBySchedule(1e-3, Cosine{Steps: 1000}))
//
// and wrappers take any optimiser as a recipe: Before (clipping and the like in
// front of it), Project, Lookahead, Polyak and EMA (averages of the iterates) and
// Accumulate. AsTransform puts an optimiser into a chain, On restricts transforms
// to blocks of the parameters. Schedules multiply step sizes and are plain values.
//
// # A new optimiser
//
// In a cell, Custom makes one of a function. In this package it has a file of its
// own, with a doc comment that gives the update and its source, and is in essence
//
//	type Signum struct {
//		LR, Beta    float64
//		WeightDecay float64
//		Schedule    Schedule
//
//		progress progress
//		m        []float64
//	}
//
//	func (o Signum) Fresh() Optimizer { o.progress, o.m = progress{}, nil; return &o }
//
//	func (o *Signum) Step(x, g []float64) error {
//		lr, err := o.progress.next("Signum", o, x, g, o.LR, o.Schedule) // validates, or changes nothing
//		if err != nil {
//			return err
//		}
//		o.progress.update(x, g, o, amounts{lr: lr, coupled: o.WeightDecay, keep: 1})
//		return nil
//	}
//
//	func (o *Signum) prepare(n, t int) { o.m = state(o.m, n) }
//
//	func (o *Signum) turn(u, g []float64, from int) { // a part of the gradient g in, of the direction u out
//		u, m := u[:len(g)], o.m[from:][:len(g)] // one length, so that no index needs a check
//		for i, gi := range g {
//			m[i] = mix(o.Beta, m[i], 1-o.Beta, gi)
//			u[i] = signum(m[i])
//		}
//	}
//
// together with String, Validate (see hyper) and a constructor of the defaults.
// What surrounds the direction, decay, step size, cache and processors, is the
// business of update; directionOf makes the transform for chains. Plain loops will
// do; vec.Mix, vec.MixSquare and vec.DivRoot are twice as fast where they fit. A
// method that needs more than a gradient, values or Hessian-vector products, is a
// Searcher, which is no transform but goes into wrappers; one that changes the size of
// minibatches a BatchSizer. One whose elements depend on one another, on a norm say,
// writes its own loop in Step.
//
// Its test checks the update against closed forms, and lists in optim_test.go add
// the checks that are the same for all: bad gradients leave no trace, Fresh
// forgets, Step allocates nothing, bad hyper-parameters are named.
package optim
