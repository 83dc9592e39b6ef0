package widget

import (
	"fmt"
	"math"

	"monro/stdlib/display"
)

// A FloatProgress is a bar that cells fill.
type FloatProgress struct {
	*value[float64]
	name      string
	low, high float64
}

// NewFloatProgress returns an empty bar that is full at high. The bounds must be
// finite, with low < high.
func NewFloatProgress(name string, low, high float64) (*FloatProgress, error) {
	if err := ordered("widget.NewFloatProgress", low, high); err != nil {
		return nil, err
	}
	m := newModel("FloatProgress", "ProgressView", state{
		"description": name, "min": low, "max": high, "bar_style": "", "orientation": "horizontal",
	})
	fit := func(v float64) float64 {
		if math.IsNaN(v) {
			return low
		}
		return clamp(v, low, high)
	}
	return &FloatProgress{newValue(m, "value", low, fit), name, low, high}, nil
}

// SetValue fills the bar up to v, to its end at most.
func (p *FloatProgress) SetValue(v float64) { p.put(v) }

// Value is how far the bar is filled.
func (p *FloatProgress) Value() float64 { return p.get() }

// Color gives the bar one of the colours "success", "info", "warning" and "danger";
// "" is the blue one. It returns p.
func (p *FloatProgress) Color(style string) *FloatProgress {
	mu.Lock()
	defer mu.Unlock()
	p.set("bar_style", style)
	return p
}

// Display shows the bar.
func (p *FloatProgress) Display() display.Bundle { return shown(p) }

// String is the name and how much of the bar is filled.
func (p *FloatProgress) String() string {
	return label(p.name, fmt.Sprintf("%.0f %%", 100*(p.get()-p.low)/(p.high-p.low)))
}
