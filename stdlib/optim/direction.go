package optim

import (
	"fmt"
	"strings"
)

// A ruled method is an optimiser of this package that is a rule.
type ruled interface {
	rule
	Method
	Validate() error
}

// direction is the rule of a method as a Transform: the method's step size, decay
// and schedule play no role.
type direction struct {
	name     string
	method   ruled
	progress progress
}

// directionOf returns the rule of m as a transform with the given name.
func directionOf(name string, m ruled) Transform { return &direction{name: name, method: m} }

func (d *direction) Fresh() Transform { return directionOf(d.name, d.method.Fresh().(ruled)) }
func (d *direction) String() string   { return d.name }

func (d *direction) Validate() error {
	err := d.method.Validate()
	if err == nil {
		return nil
	}
	// "optim: Adam: Beta1 = ..." is about ScaleByAdam here.
	_, complaint, _ := strings.Cut(strings.TrimPrefix(err.Error(), "optim: "), ": ")
	return fmt.Errorf("optim: %s: %s", d.name, complaint)
}

func (d *direction) Apply(u, x []float64) error {
	if err := d.progress.fits(d.name, x, u); err != nil {
		return err
	}
	d.progress.count(len(u))
	d.method.prepare(len(u), d.progress.t)
	d.method.turn(u, u, 0)
	return nil
}
