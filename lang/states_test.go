package lang

import "testing"

// Generic functions of our own packages take states of any type: compiled ones by
// instances that were compiled, those of cells from source.
func TestStates(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, `type walk struct { k int; x float64 }
func walks(yield func(*walk) bool) {
	s := &walk{}
	for yield(s) { s.k++; s.x += 0.5 }
}
func (w *walk) Spent() problem.Cost { return problem.Cost{Grads: 2*w.k} }`)
	for code, want := range map[string]string{
		"for s := range experiment.Take(walks, 3) { fmt.Print(s.k, s.x, \" \") }":                                                                                 "0 0 1 0.5 2 1 ",
		"for s := range experiment.Every(experiment.Take(walks, 8), 3) { fmt.Print(s.k, \" \") }":                                                                 "0 3 6 7 ",
		"for s := range experiment.Until(walks, func(s *walk) bool { return s.x > 1 }) { fmt.Print(s.k, \" \") }":                                                 "0 1 2 3 ",
		"for s := range experiment.Within(walks, experiment.OracleCalls(4)) { fmt.Print(s.k, \" \") }":                                                            "0 1 2 ",
		"f := problem.Rosenbrock(); n := 0; for s := range experiment.Take(optim.Descend(f, optim.NewAdam(0.1), []float64{-1, 1}), 5) { n += s.K }; fmt.Print(n)": "10",
	} {
		if _, got := eval(t, s, out, code); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}
