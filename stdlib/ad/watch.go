package ad

import "math"

// watch looks through the result of a step after it ran.
func (m *machine[T]) watch(b *builder[T], step func()) func() {
	out := b.out()
	return func() {
		step()
		if m.err != nil {
			return
		}
		x := out.data()
		i := nonFinite(x)
		if i < 0 {
			return
		}
		if m.infinite == nil && math.IsInf(float64(x[i]), 0) {
			m.infinite = b.errorf("element %d of %s is %v", i, shapeString(b.shape()), x[i])
		}
		for i, v := range x {
			if v != v {
				err := b.errorf("element %d of %s is NaN", i, shapeString(b.shape()))
				if first := m.infinite; first != nil {
					err.Msg += "; the first infinity came from " + first.Error()
				}
				b.failWith(err)
				return
			}
		}
	}
}

// finite is the error of an output that is infinite.
func (m *machine[T]) finite() error {
	for _, o := range m.outs {
		if nonFinite(o.dst) >= 0 && m.infinite != nil {
			return m.infinite
		}
	}
	return nil
}

// nonFinite is the index of the first element that is NaN or infinite, -1 where all
// are finite.
func nonFinite[T float](x []T) int {
	for i, v := range x {
		if v-v != 0 {
			return i
		}
	}
	return -1
}
