package widget

import (
	"fmt"
	"math"
	"strconv"

	"monro/stdlib/display"
	"monro/stdlib/vec"
)

// A FloatSlider is a number that its user moves between two bounds.
type FloatSlider struct {
	*value[float64]
	name string
}

// NewFloatSlider returns a slider between low and high that starts at v, taken to
// the nearest bound where it lies outside. Its step is a hundredth of the range. The
// bounds must be finite, with low < high, and v no NaN.
func NewFloatSlider(name string, low, high, v float64) (*FloatSlider, error) {
	if err := ordered("widget.NewFloatSlider", low, high); err != nil {
		return nil, err
	}
	if math.IsNaN(v) {
		return nil, vec.ArgumentError{Op: "widget.NewFloatSlider", Arg: "v", Value: v, Want: "a number"}
	}
	m := newModel("FloatSlider", "FloatSliderView", state{
		"description": name, "min": low, "max": high, "step": roundStep((high - low) / 100),
		"readout": true, "readout_format": readout((high - low) / 100), "continuous_update": true, "orientation": "horizontal", "disabled": false,
	})
	fit := func(v float64) float64 {
		if math.IsNaN(v) {
			return low
		}
		return clamp(v, low, high)
	}
	return &FloatSlider{newValue(m, "value", v, fit), name}, nil
}

func ordered(op string, low, high float64) error {
	for name, v := range map[string]float64{"low": low, "high": high} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return vec.ArgumentError{Op: op, Arg: name, Value: v, Want: "a finite number"}
		}
	}
	if low >= high || math.IsInf(high-low, 0) {
		return vec.ArgumentError{Op: op, Arg: "high", Value: high, Want: fmt.Sprintf("more than low, which is %v, and a finite range", low)}
	}
	return nil
}

// roundStep is the power of ten, or its double or fivefold, next below s.
func roundStep(s float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(s)))
	for _, f := range []float64{5, 2} {
		if f*p <= s*(1+1e-9) {
			return f * p
		}
	}
	return p
}

// readout is a format that shows a step's digits.
func readout(step float64) string {
	digits := -int(math.Floor(math.Log10(step) + 1e-9))
	if digits < -6 || digits > 6 {
		return ".3g"
	}
	return fmt.Sprintf(".%df", max(digits, 0))
}

// Step sets how far apart the slider's values are; it must be positive, and does
// nothing where it is not. It returns s.
func (s *FloatSlider) Step(step float64) *FloatSlider {
	if step > 0 && !math.IsInf(step, 0) {
		mu.Lock()
		defer mu.Unlock()
		s.set("step", step)
		s.set("readout_format", readout(step))
	}
	return s
}

// Settled has the value change when its user lets go, not on the way. It returns s.
func (s *FloatSlider) Settled() *FloatSlider {
	mu.Lock()
	defer mu.Unlock()
	s.set("continuous_update", false)
	return s
}

// Value is where the slider stands.
func (s *FloatSlider) Value() float64 { return s.get() }

// SetValue moves the slider, to a bound at most, and tells its observers.
func (s *FloatSlider) SetValue(v float64) { s.put(v) }

// OnChange has f told of each new value. It returns s.
func (s *FloatSlider) OnChange(f func(v float64)) *FloatSlider {
	s.observe(f)
	return s
}

// Display shows the slider.
func (s *FloatSlider) Display() display.Bundle { return shown(s) }

// String is the name and the value.
func (s *FloatSlider) String() string { return label(s.name, number(s.get())) }

// An IntSlider is a whole number that its user moves between two bounds.
type IntSlider struct {
	*value[int]
	name string
}

// NewIntSlider returns a slider over the whole numbers from low to high that starts
// at v, taken to the nearest bound where it lies outside. low must be less than high.
func NewIntSlider(name string, low, high, v int) (*IntSlider, error) {
	if low >= high {
		return nil, vec.ArgumentError{Op: "widget.NewIntSlider", Arg: "high", Value: high, Want: fmt.Sprintf("more than low, which is %d", low)}
	}
	m := newModel("IntSlider", "IntSliderView", state{
		"description": name, "min": low, "max": high, "step": 1,
		"readout": true, "readout_format": "d", "continuous_update": true, "orientation": "horizontal", "disabled": false,
	})
	return &IntSlider{newValue(m, "value", v, func(v int) int { return clamp(v, low, high) }), name}, nil
}

// Step sets how far apart the slider's values are; it must be positive, and does
// nothing where it is not. It returns s.
func (s *IntSlider) Step(step int) *IntSlider {
	if step > 0 {
		mu.Lock()
		defer mu.Unlock()
		s.set("step", step)
	}
	return s
}

// Settled has the value change when its user lets go, not on the way. It returns s.
func (s *IntSlider) Settled() *IntSlider {
	mu.Lock()
	defer mu.Unlock()
	s.set("continuous_update", false)
	return s
}

// Value is where the slider stands.
func (s *IntSlider) Value() int { return s.get() }

// SetValue moves the slider, to a bound at most, and tells its observers.
func (s *IntSlider) SetValue(v int) { s.put(v) }

// OnChange has f told of each new value. It returns s.
func (s *IntSlider) OnChange(f func(v int)) *IntSlider {
	s.observe(f)
	return s
}

// Display shows the slider.
func (s *IntSlider) Display() display.Bundle { return shown(s) }

// String is the name and the value.
func (s *IntSlider) String() string { return label(s.name, strconv.Itoa(s.get())) }
