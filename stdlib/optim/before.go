package optim

// A Guarded optimiser gets transformed gradients. Make one with Before.
type Guarded struct {
	method     Method
	transforms []Transform
	inner      Optimizer
	progress   progress
	u          []float64
}

// Before returns the optimiser m with transforms of the gradient in front of it:
// Before(NewAdaBelief(1e-3), ClipNorm(1), AddDecay(1e-4)). It takes fresh copies of
// all of them. For transforms behind a method there are Chain and AsTransform.
func Before(m Method, transforms ...Transform) *Guarded {
	return &Guarded{method: m, transforms: fresh(transforms), inner: begin(m)}
}

// Fresh returns an optimiser of the same making with no history.
func (o Guarded) Fresh() Optimizer { return Before(o.method, o.transforms...) }

// String names the method and what is in front of it.
func (o Guarded) String() string { return label(o.method) + " after " + names(o.transforms) }

// Validate returns the first error of the transforms and the method.
func (o *Guarded) Validate() error {
	if err := validateInner("Before", o.inner); err != nil {
		return err
	}
	return validateAll("Before", o.transforms)
}

// Step makes one update of x in place.
func (o *Guarded) Step(x, g []float64) error { return o.StepOn(nil, x, g, 0) }

// StepOn is Step where the method is a Searcher.
func (o *Guarded) StepOn(f *Sample, x, g []float64, loss float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("Before", x, g); err != nil {
		return err
	}
	o.u = state(o.u, len(x))
	copy(o.u, g)
	for _, t := range o.transforms {
		if err := t.Apply(o.u, x); err != nil {
			return err
		}
	}
	if err := stepInner(o.inner, f, x, o.u, loss); err != nil {
		return err
	}
	o.progress.count(len(x))
	return nil
}
