// Package online is online learning and stochastic methods in its manner: mirror
// maps, composite mirror descent, rules for steps, and what is returned in the end,
// the last iterate or an average.
//
// Its home are methods whose analysis is a regret bound, in geometries that a Mirror
// describes. A method is an optim.Optimizer: optim.Descend runs it on a problem and
// experiment compares it with those of optim. A rule for steps is an optim.Schedule
// of absolute steps η_t, so that any optimiser with LR = 1 takes it:
//
//	o := online.NewCSMD(online.Entropy{}, online.InvSqrtSteps{Eta: 1})
//	r, err := online.Run(f, o, x1, 1000) // r.X is the last iterate, r.Average the mean
//
// Plain gradient methods with momentum or adaptive scalings belong in optim,
// projections and proximal operators in linalg, noise laws in problem.
package online
