package widget

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"monro/stdlib/comm"
	"monro/stdlib/display"
	"monro/stdlib/running"
	"monro/stdlib/vec"
)

// An Interactive is a function with a control for each of its parameters. It runs
// whenever one of them changes, and what it gives is shown below them.
type Interactive struct {
	*model
	call     reflect.Value
	controls []control
	last     []any // arguments of the latest call
	out      *Output
}

// A control is the widget of one parameter.
type control struct {
	widget Widget
	value  func() reflect.Value
}

// Interact shows f with a control for each of its parameters, which are float64, int,
// bool or string: a slider, a box to tick, a line to type in, or a menu. It calls f
// at once and after each change, and shows below the controls what f prints, shows
// and returns; an error that f returns last is shown, too. The output before is
// removed when the next one comes.
//
//	widget.Interact(func(rate float64, n int) any { ... },
//		widget.Range("rate", 0, 2), widget.Start("n", 3))
//
// Options speak of parameters by their names in the cell; where those cannot be
// seen, as in a compiled program, they are a, b, c and so on. Without an option, a
// float64 runs from 0 to 1, an int from 0 to 10, and both start in the middle; a bool
// starts as false, a string empty. Functions that are slow want [Settled].
func Interact(f any, options ...Option) (*Interactive, error) {
	if u, ok := f.(interface{ Unboxed() any }); ok { // a function of a cell
		f = u.Unboxed()
	}
	call := reflect.ValueOf(f)
	if call.Kind() != reflect.Func || call.IsNil() {
		return nil, vec.ArgumentError{Op: "widget.Interact", Arg: "f", Value: fmt.Sprintf("%T", f), Want: "a function"}
	}
	parameters, err := parametersOf(call.Type(), running.Parameters("Interact"))
	if err != nil {
		return nil, err
	}
	for _, o := range options {
		if err := o(parameters); err != nil {
			return nil, fmt.Errorf("widget.Interact: %w", err)
		}
	}
	i := &Interactive{model: newModel("VBox", "VBoxView", state{"box_style": ""}), call: call, out: NewOutput()}
	var children []Widget
	for _, p := range parameters {
		c, err := p.control(i.refresh)
		if err != nil {
			return nil, fmt.Errorf("widget.Interact: parameter %s: %w", p.name, err)
		}
		i.controls = append(i.controls, c)
		children = append(children, c.widget)
	}
	i.adopt(append(children, i.out))
	i.out.Capture(i.show)
	return i, nil
}

// parametersOf are f's parameters, by the names that are known.
func parametersOf(f reflect.Type, names []string) ([]*parameter, error) {
	if f.IsVariadic() {
		return nil, fmt.Errorf("widget.Interact: f has a variadic parameter, which no control stands for")
	}
	if len(names) != f.NumIn() {
		names = nil
	}
	var list []*parameter
	for i := range f.NumIn() {
		name := string(rune('a' + i%26))
		if names != nil && names[i] != "" && names[i] != "_" {
			name = names[i]
		}
		kind := f.In(i).Kind()
		switch kind {
		case reflect.Float64, reflect.Int, reflect.Bool, reflect.String:
		default:
			return nil, fmt.Errorf("widget.Interact: parameter %s of f is a %v: want float64, int, bool or string", name, f.In(i))
		}
		list = append(list, &parameter{name: name, typ: f.In(i), kind: kind})
	}
	return list, nil
}

// refresh runs the function between two cells, where the controls say other than
// they did: several may have changed while a cell ran.
func (i *Interactive) refresh() {
	if slices.EqualFunc(i.controls, i.last, func(c control, old any) bool { return c.value().Interface() == old }) {
		return
	}
	i.out.Capture(func() {
		display.Clear(true)
		comm.Call(i.show)
	})
}

// show calls the function and shows what it returns.
func (i *Interactive) show() {
	in := make([]reflect.Value, len(i.controls))
	i.last = make([]any, len(i.controls))
	for k, c := range i.controls {
		in[k] = c.value()
		i.last[k] = in[k].Interface()
	}
	for _, v := range i.call.Call(in) {
		if v := v.Interface(); v != nil {
			display.Show(running.Shown(v))
		}
	}
}

// Display shows the controls, and the function's output below them.
func (i *Interactive) Display() display.Bundle { return shown(i) }

// String is the controls as text.
func (i *Interactive) String() string {
	var texts []string
	for _, c := range i.controls {
		texts = append(texts, c.widget.String())
	}
	return strings.Join(texts, ", ")
}
