package experiment

// An axis is a number that a Place has, by the name that plots, tables and
// budgets call it.
type axis string

const (
	axisIterations axis = "iterations"
	axisEpochs     axis = "epochs"
	axisCalls      axis = "oracle calls"
	axisSamples    axis = "samples"
	axisRounds     axis = "rounds"
	axisBits       axis = "bits"
	axisSeconds    axis = "seconds"
)

var axes = []axis{axisIterations, axisEpochs, axisCalls, axisSamples, axisRounds, axisBits, axisSeconds}

// Axes are the names that Against and tables know besides the metrics of a study.
func Axes() []string {
	names := make([]string, len(axes))
	for i, a := range axes {
		names[i] = string(a)
	}
	return names
}

func (a axis) of(p *Place) float64 {
	switch a {
	case axisIterations:
		return float64(p.Step)
	case axisEpochs:
		return p.Epoch
	case axisCalls:
		return float64(p.Cost.Values + p.Cost.Grads + p.Cost.HVPs)
	case axisSamples:
		return float64(p.Cost.Samples)
	case axisRounds:
		return float64(p.Cost.Rounds)
	case axisBits:
		return float64(p.Cost.Bits)
	case axisSeconds:
		return p.Seconds
	}
	return 0
}
