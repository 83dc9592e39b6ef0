package optim

import "fmt"

// begin returns a fresh optimiser of a method that another wraps, nil for nil.
func begin(m Method) Optimizer {
	if m == nil {
		return nil
	}
	return m.Fresh()
}

// validateInner returns the first error of a wrapped optimiser, or one that says
// that there is none.
func validateInner(wrapper string, o Optimizer) error {
	if o == nil {
		return fmt.Errorf("optim: %s: the method is nil: want one, such as NewSGD(0.1)", wrapper)
	}
	if v, ok := o.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}

// stepInner makes an update by a wrapped optimiser, given the function of the wrapper's
// StepOn, nil in its Step. A BatchSizer in a wrapper would not be asked for sizes: it
// gets no function, and says so.
func stepInner(o Optimizer, f *Sample, x, g []float64, loss float64) error {
	if _, sizer := o.(BatchSizer); sizer || f == nil {
		return o.Step(x, g)
	}
	return stepOn(o, f, x, g, loss)
}

// label is what a method calls itself.
func label(m Method) string {
	if s, ok := m.(fmt.Stringer); ok {
		return s.String()
	}
	return fmt.Sprintf("%T", m)
}

// AsTransform makes a transform of an optimiser: the update becomes what the
// optimiser would subtract from x. Chain(AsTransform(m), ScaleBySchedule(1, s)) is m
// with a schedule from outside, whatever m is; it agrees with m's own schedule but
// for rounding, and where steps feed back into m's memory.
func AsTransform(m Method) Transform { return &moves{method: m, inner: begin(m)} }

type moves struct {
	method Method
	inner  Optimizer
	y      []float64
}

func (c *moves) Fresh() Transform { return AsTransform(c.method) }
func (c *moves) String() string   { return label(c.method) }
func (c *moves) Validate() error  { return validateInner("AsTransform", c.inner) }

func (c *moves) Apply(u, x []float64) error {
	if len(c.y) != len(x) {
		c.y = make([]float64, len(x))
	}
	copy(c.y, x)
	if err := c.inner.Step(c.y, u); err != nil {
		return err
	}
	for i, y := range c.y {
		u[i] = x[i] - y
	}
	return nil
}
