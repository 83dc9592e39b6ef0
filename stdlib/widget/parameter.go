package widget

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"monro/stdlib/vec"
)

// An Option of Interact says what a parameter's control is like.
type Option func([]*parameter) error

// A parameter of a function that Interact shows.
type parameter struct {
	name      string
	typ       reflect.Type
	kind      reflect.Kind
	ranged    bool
	low, high float64
	step      float64
	start     any // nil: none given
	options   []string
	settled   bool
}

func of(op, name string, set func(p *parameter) error) Option {
	return func(all []*parameter) error {
		var names []string
		for _, p := range all {
			if p.name == name {
				return set(p)
			}
			names = append(names, p.name)
		}
		return vec.ArgumentError{Op: op, Arg: "name", Value: name, Want: "one of the parameters " + strings.Join(names, ", ")}
	}
}

// Range has the number called name run from low to high, and start in the middle.
func Range(name string, low, high float64) Option {
	return of("widget.Range", name, func(p *parameter) error {
		if p.kind != reflect.Float64 && p.kind != reflect.Int {
			return vec.ArgumentError{Op: "widget.Range", Arg: "name", Value: name, Want: fmt.Sprintf("a number, not a %v", p.typ)}
		}
		p.ranged, p.low, p.high = true, low, high
		return ordered("widget.Range", low, high)
	})
}

// Step has the number called name move in steps.
func Step(name string, step float64) Option {
	return of("widget.Step", name, func(p *parameter) error {
		if !(step > 0) || math.IsInf(step, 0) || p.kind == reflect.Int && step != math.Trunc(step) {
			return vec.ArgumentError{Op: "widget.Step", Arg: "step", Value: step, Want: "a positive number, whole for an int"}
		}
		p.step = step
		return nil
	})
}

// Start has the parameter called name start at v, which is of its type; an int will
// do for a float64.
func Start(name string, v any) Option {
	return of("widget.Start", name, func(p *parameter) error {
		x := reflect.ValueOf(v)
		if !x.IsValid() || x.Kind() != p.kind && !(x.Kind() == reflect.Int && p.kind == reflect.Float64) {
			return vec.ArgumentError{Op: "widget.Start", Arg: "v", Value: v, Want: fmt.Sprintf("a %v", p.typ)}
		}
		p.start = x.Convert(p.typ).Interface()
		return nil
	})
}

// Options has the text called name chosen from a menu.
func Options(name string, options ...string) Option {
	return of("widget.Options", name, func(p *parameter) error {
		if p.kind != reflect.String {
			return vec.ArgumentError{Op: "widget.Options", Arg: "name", Value: name, Want: fmt.Sprintf("a string, not a %v", p.typ)}
		}
		p.options = slices.Clone(options)
		if len(options) == 0 {
			return vec.ArgumentError{Op: "widget.Options", Arg: "options", Value: options, Want: "at least one"}
		}
		return nil
	})
}

// Settled has the function run when its user lets go of a slider, not on the way.
func Settled() Option {
	return func(all []*parameter) error {
		for _, p := range all {
			p.settled = true
		}
		return nil
	}
}

// control makes the widget of p, which calls changed.
func (p *parameter) control(changed func()) (control, error) {
	switch p.kind {
	case reflect.Float64:
		return p.floatSlider(changed)
	case reflect.Int:
		return p.intSlider(changed)
	case reflect.Bool:
		start, _ := p.start.(bool)
		c := NewCheckbox(p.name, start)
		c.hook = changed
		return control{c, func() reflect.Value { return p.of(c.Value()) }}, nil
	}
	start, _ := p.start.(string)
	if p.options == nil {
		t := NewText(p.name, start)
		t.hook = changed
		return control{t, func() reflect.Value { return p.of(t.Value()) }}, nil
	}
	c, err := NewDropdown(p.name, p.options...)
	if err == nil && p.start != nil {
		err = c.SetValue(start)
	}
	if err != nil {
		return control{}, err
	}
	c.hook = changed
	return control{c, func() reflect.Value { return p.of(c.Value()) }}, nil
}

func (p *parameter) floatSlider(changed func()) (control, error) {
	low, high := 0.0, 1.0
	if p.ranged {
		low, high = p.low, p.high
	}
	start := low + (high-low)/2
	if p.start != nil {
		start = reflect.ValueOf(p.start).Float()
		if !p.ranged {
			low, high = min(low, start), max(high, start)
		}
	}
	s, err := NewFloatSlider(p.name, low, high, start)
	if err != nil {
		return control{}, err
	}
	s.Step(p.step).hook = changed
	if p.settled {
		s.Settled()
	}
	return control{s, func() reflect.Value { return p.of(s.Value()) }}, nil
}

func (p *parameter) intSlider(changed func()) (control, error) {
	low, high := 0, 10
	if p.ranged {
		low, high = whole(math.Ceil(p.low)), whole(math.Floor(p.high))
	}
	start := low + (high-low)/2
	if p.start != nil {
		start = int(reflect.ValueOf(p.start).Int())
		if !p.ranged {
			low, high = min(low, start), max(high, start)
		}
	}
	s, err := NewIntSlider(p.name, low, high, start)
	if err != nil {
		return control{}, err
	}
	s.Step(int(p.step)).hook = changed
	if p.settled {
		s.Settled()
	}
	return control{s, func() reflect.Value { return p.of(s.Value()) }}, nil
}

// whole is v as an int, within what JavaScript counts exactly.
func whole(v float64) int { return int(clamp(v, -1<<53, 1<<53)) }

// of is v as the parameter's type, which may be one that a cell declared.
func (p *parameter) of(v any) reflect.Value { return reflect.ValueOf(v).Convert(p.typ) }
