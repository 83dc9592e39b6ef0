package prune

import "math"

// Magnitude drops the weights of least |w| and corrects nothing.
type Magnitude struct{}

// Drop implements Rule.
func (Magnitude) Drop(p *Point, n int) ([]int, error) {
	scores := p.Weights()
	for i, w := range scores {
		scores[i] = math.Abs(w)
	}
	return p.places(lowest(scores, n)), nil
}

// String names the rule.
func (Magnitude) String() string { return "Magnitude" }
