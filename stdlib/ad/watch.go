package ad

import (
	"math"

	"monro/stdlib/vec"
)

// watch looks through the result of a step after it ran.
func (b *builder) watch(step func()) func() {
	out := b.out()
	return func() {
		step()
		if b.p.err != nil {
			return
		}
		x := out.data()
		i := vec.NonFinite(x)
		if i < 0 {
			return
		}
		if b.p.infinite == nil && math.IsInf(x[i], 0) {
			b.p.infinite = b.errorf("element %d of %s is %v", i, shapeString(b.shape()), x[i])
		}
		for i, v := range x {
			if math.IsNaN(v) {
				err := b.errorf("element %d of %s is NaN", i, shapeString(b.shape()))
				if first := b.p.infinite; first != nil {
					err.Msg += "; the first infinity came from " + first.Error()
				}
				b.failWith(err)
				return
			}
		}
	}
}

// finite is the error of an output that is infinite.
func (p *Program) finite() error {
	for _, o := range p.outs {
		if vec.NonFinite(o.dst) >= 0 && p.infinite != nil {
			return p.infinite
		}
	}
	return nil
}
