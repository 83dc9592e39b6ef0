package optim

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// The functions of this file are the theory behind schedules for the last iterate
// (Defazio et al., When, why and how much?, 2023). Steps η_1, ..., η_T lead from x_1
// to x_T; η_T belongs to the bound alone, and x_T is what is returned. G_t are the
// norms of the gradients, D is the distance of x_1 from a minimiser.

// LastIterateSteps returns the steps under which the last iterate of SGD is as good
// as the weighted average of the regret's proof,
//
//	η_t = w_t·w_{t+1:T}/w_{1:T},   E f(x_T) − f* <= (D² + Σ w_t² E G_t²)/(2·w_{1:T}),
//
// where w_{a:b} = Σ_{t=a}^b w_t. They are steps, for LR = 1, not a shape. With all
// weights D/(G√T) they are LR = D/(G√T) times LinearDecay, which gets f(x_T) − f* <=
// DG/√T, the best constant there is. Weights must be positive.
func LastIterateSteps(weights []float64) (Table, error) {
	if err := checkWeights("optim.LastIterateSteps", weights); err != nil {
		return nil, err
	}
	steps := make(Table, len(weights))
	total := tails(steps, weights)
	for t := range steps {
		steps[t] /= total
	}
	return steps, nil
}

// LastIterateWeights returns the weights that minimise the bound of
// LastIterateSteps for known norms, and the bound that they reach,
//
//	w_t = D·G_t^−2/√(Σ_p G_p^−2),   D/√(Σ G_p^−2) <= D·√(Σ G_p²)/T,
//
// with equality only for equal norms. Norms must be positive, distance = D too.
func LastIterateWeights(norms []float64, distance float64) (weights []float64, bound float64, err error) {
	const op = "optim.LastIterateWeights"
	if err := firstError(checkNorms(op, norms), checkDistance(op, distance)); err != nil {
		return nil, 0, err
	}
	weights = make([]float64, len(norms))
	for t, g := range norms {
		if g == 0 {
			return nil, 0, fmt.Errorf("%s: norms[%d] = 0: want a positive number, as its weight is the inverse square", op, t)
		}
		weights[t] = 1 / (g * g)
	}
	bound = distance / math.Sqrt(vec.Sum(weights))
	vec.Scale(weights, bound, weights)
	return weights, bound, nil
}

// LastIterateBound returns the bound of f(x_T) − f* for SGD with any positive steps,
//
//	b(η) = D²/(2Σ_t η_t) + Σ_t η_t²G_t²/(2Σ_t η_t)
//	       + ½ Σ_{k=1}^{T−1} (η_k/Σ_{t>k} η_t) · (Σ_{t>=k} η_t²G_t²/Σ_{t>=k} η_t)
//
// (the second method of the authors' repository). The last step only helps the
// bound; no run makes it. steps and norms are as long, distance = D is positive. It
// takes O(T) time.
func LastIterateBound(steps, norms []float64, distance float64) (float64, error) {
	const op = "optim.LastIterateBound"
	if err := firstError(checkNorms(op, norms), checkDistance(op, distance)); err != nil {
		return 0, err
	}
	if len(steps) != len(norms) {
		return 0, fmt.Errorf("%s: steps has length %d: want that of norms, %d", op, len(steps), len(norms))
	}
	for t, s := range steps {
		if !(s > 0) || math.IsInf(s, 1) {
			return 0, fmt.Errorf("%s: steps[%d] = %v: want a finite number > 0", op, t, s)
		}
	}
	return lastIterateBound(steps, norms, distance), nil
}

func lastIterateBound(steps, norms []float64, distance float64) float64 {
	var s, q, sum float64 // Σ_{t>=k} η_t, Σ_{t>=k} η_t²G_t², and the sum over k
	for k := len(steps) - 1; k >= 0; k-- {
		after := s
		s += steps[k]
		q += steps[k] * steps[k] * norms[k] * norms[k]
		if k < len(steps)-1 {
			sum += steps[k] / after * (q / s)
		}
	}
	return (distance*distance/s + q/s + sum) / 2
}

func checkWeights(op string, weights []float64) error {
	if len(weights) < 2 {
		return fmt.Errorf("%s: weights has length %d: want at least 2", op, len(weights))
	}
	for t, w := range weights {
		if !(w > 0) || math.IsInf(w, 1) {
			return fmt.Errorf("%s: weights[%d] = %v: want a finite number > 0", op, t, w)
		}
	}
	return nil
}

func checkDistance(op string, d float64) error {
	if !(d > 0) || math.IsInf(d, 1) {
		return fmt.Errorf("%s: distance = %v: want a finite number > 0", op, d)
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
