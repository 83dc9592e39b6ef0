package experiment

import "fmt"

// A Budget is a limit to what a run may use. Make one with Iterations, Epochs,
// OracleCalls, Samples, Bits, Rounds or Seconds.
type Budget struct {
	axis  axis
	limit float64
}

// Iterations allows n updates.
func Iterations(n int) Budget { return Budget{axisIterations, float64(n)} }

// Epochs allows n passes over the data, also a part of one.
func Epochs(n float64) Budget { return Budget{axisEpochs, n} }

// OracleCalls allows n calls of oracles: values, gradients (full or minibatch)
// and Hessian-vector products.
func OracleCalls(n int) Budget { return Budget{axisCalls, float64(n)} }

// Samples allows n terms of a finite sum to be visited.
func Samples(n int) Budget { return Budget{axisSamples, float64(n)} }

// Bits allows n bits of communication.
func Bits(n float64) Budget { return Budget{axisBits, n} }

// Rounds allows n rounds of communication.
func Rounds(n int) Budget { return Budget{axisRounds, float64(n)} }

// Seconds allows n seconds. What a run reaches within them differs from machine
// to machine and from run to run.
func Seconds(n float64) Budget { return Budget{axisSeconds, n} }

// String names the budget: "5 epochs".
func (b Budget) String() string {
	if b.axis == "" {
		return "no budget"
	}
	return fmt.Sprintf("%g %s", b.limit, b.axis)
}

// Over says whether a run at p has used the budget up.
func (b Budget) Over(p *Place) bool { return b.axis != "" && b.axis.of(p) >= b.limit }

// Timed says whether the budget needs a clock.
func (b Budget) Timed() bool { return b.axis == axisSeconds }

// Wants is what a budget ought to be, "" where it is fine. epochs says whether the
// size of the data is known.
func (b Budget) Wants(epochs bool) string {
	switch {
	case b.axis == "":
		return "one made by Iterations, Epochs, OracleCalls, Samples, Bits, Rounds or Seconds"
	case !(b.limit >= 0):
		return "a number >= 0"
	case b.axis == axisEpochs && !epochs:
		return "Samples or Iterations, as the size of the data is not known here"
	}
	return ""
}
