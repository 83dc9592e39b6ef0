package online

// StrongSteps is η_t = 1/(Mu·(t + 2κ)), κ = L/Mu, for Mu-strongly convex f and unknown
// T: F(x_{T+1}) − F* = Õ((M²+σ²)/(Mu·T)) and a term in L that falls at least as 1/T
// (Liu & Zhou, ICLR 2024). For f that is not smooth L = 0.
type StrongSteps struct{ Mu, L float64 }

// At returns η_t.
func (s StrongSteps) At(t int) float64 { return 1 / (s.Mu*float64(t) + 2*s.L) }

// Validate returns an error unless Mu > 0 and L >= 0.
func (s StrongSteps) Validate() error {
	return first(positive("StrongSteps", "Mu", s.Mu), notNegative("StrongSteps", "L", s.L))
}

// String names the rule.
func (s StrongSteps) String() string { return "1/t steps" }

// StrongHorizonSteps is the rule for Mu-strongly convex f and T steps, with κ = L/Mu
// and τ = ⌈T/2⌉
//
//	η_1 = 1/(Mu·(1 + 2κ)),   η_t = 1/(Mu·(3/2 + 2κ)) for 2 <= t <= τ,
//	η_t = 2/(Mu·(t − τ + 2 + 4κ)) for t > τ:
//
// what depends on the start dies out geometrically in the first half, the noise in
// the second. The lists are a reconstruction; of the paper's constants only 3/2 could
// be confirmed. Its noise term is larger than that of StrongSteps.
type StrongHorizonSteps struct {
	Mu, L float64
	T     int
}

// At returns η_t.
func (s StrongHorizonSteps) At(t int) float64 {
	half := (s.T + 1) / 2
	switch {
	case t == 1:
		return 1 / (s.Mu + 2*s.L)
	case t <= half:
		return 1 / (1.5*s.Mu + 2*s.L)
	}
	return 2 / (s.Mu*float64(t-half+2) + 4*s.L)
}

// Validate returns an error unless Mu > 0, L >= 0 and T >= 1.
func (s StrongHorizonSteps) Validate() error {
	return first(positive("StrongHorizonSteps", "Mu", s.Mu), notNegative("StrongHorizonSteps", "L", s.L), horizon("StrongHorizonSteps", s.T))
}

// String names the rule.
func (s StrongHorizonSteps) String() string { return "two-phase steps" }

// StrongPenaltySteps is η_t = 2/(Mu·t + 4L) for convex f and a Mu-strongly convex
// penalty h, such as ElasticNet with L2 = Mu. A reconstruction, with no claim of the
// paper confirmed.
type StrongPenaltySteps struct{ Mu, L float64 }

// At returns η_t.
func (s StrongPenaltySteps) At(t int) float64 { return 2 / (s.Mu*float64(t) + 4*s.L) }

// Validate returns an error unless Mu > 0 and L >= 0.
func (s StrongPenaltySteps) Validate() error {
	return first(positive("StrongPenaltySteps", "Mu", s.Mu), notNegative("StrongPenaltySteps", "L", s.L))
}

// String names the rule.
func (s StrongPenaltySteps) String() string { return "2/t steps" }
