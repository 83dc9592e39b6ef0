package online

// A Mirror is the geometry of mirror descent: a mirror map ψ that is strongly or
// uniformly convex, a simple function h, and a closed convex set X.
//
// Its methods may be called from several goroutines at once. x and g are as long.
type Mirror interface {
	// Step replaces x, the point x_t, by
	//
	//	x_{t+1} = argmin_{x∈X} h(x) + ⟨g, x − x_t⟩ + D_ψ(x, x_t)/eta
	//
	// with g = ĝ_t finite and eta = η_t >= 0. On an error x may have changed.
	Step(x, g []float64, eta float64) error

	// Divergence returns D_ψ(x, y) = ψ(x) − ψ(y) − ⟨∇ψ(y), x−y⟩.
	Divergence(x, y []float64) float64

	// Value returns h(x), +Inf outside of X.
	Value(x []float64) float64

	// Start returns an error where a run cannot begin at x: outside of X, or where
	// ∇ψ does not exist.
	Start(x []float64) error

	// Validate returns an error that names the first parameter out of range.
	Validate() error
}
