package ad

import "math"

// A float is a number of a program: single or double precision.
type float interface{ float32 | float64 }

// An Option says how a function is compiled.
type Option func(*mode)

// A mode is how a plan runs.
type mode struct {
	checks bool // no fusion, and every result is looked through for NaN
	single bool // in single precision
}

// Float32 lets a function, or what takes options as NewObjective does, run in single
// precision. What goes in and comes out stays float64 and is converted at the
// border, so that parameters and what optimisers add to them keep their digits.
//
// Inside, buffers, elementwise arithmetic and products of matrices are float32.
// Sums over last axes, so all sums to a scalar, add up in double, and so does what
// is between argument and result of exp, log, tanh and their like. Cholesky,
// TriSolve and Call run in double, with operands and results converted. Finite
// constants beyond the range of float32 count as its greatest number; data beyond it
// become infinite. Numbers of rows, as for Gather, are exact up to 2^24, and more
// rows are an error.
func Float32() Option { return func(m *mode) { m.single = true } }

// number is a constant in the precision of a program. What is finite stays so.
func number[T float](c float64) T {
	x := T(c)
	if math.IsInf(float64(x), 0) && !math.IsInf(c, 0) {
		return T(math.Copysign(math.MaxFloat32, c))
	}
	return x
}

// constants are numbers in the precision of a program, shared if it is double.
func constants[T float](c []float64) []T {
	if same, ok := any(c).([]T); ok {
		return same
	}
	x := make([]T, len(c))
	for i, v := range c {
		x[i] = number[T](v)
	}
	return x
}

// convert rounds or widens numbers.
func convert[A, B float](dst []A, src []B) {
	src = src[:len(dst)]
	for i := range dst {
		dst[i] = A(src[i])
	}
}

// single is a machine in single precision behind the face of one in double.
type single struct {
	*machine[float32]
	in  [][]float32
	out [][]float32
	dst [][]float64
}

func newSingle(m *machine[float32]) *single {
	s := &single{machine: m, dst: make([][]float64, len(m.outs))}
	for i, id := range m.plan.inputs {
		s.in = append(s.in, make([]float32, m.plan.size(id)))
		m.bind(i, s.in[i])
	}
	for i, o := range m.outs {
		s.out = append(s.out, make([]float32, o.src.n))
		m.bindOut(i, s.out[i])
	}
	return s
}

func (s *single) bind(i int, data []float64)   { convert(s.in[i], data) }
func (s *single) bindOut(i int, dst []float64) { s.dst[i] = dst }

func (s *single) execute() error {
	if err := s.machine.execute(); err != nil {
		return err
	}
	for i, dst := range s.dst {
		convert(dst, s.out[i])
	}
	return nil
}

// inDouble builds a kernel in double into a program in single precision.
func inDouble(b *builder[float32], make64 build[float64]) func() {
	w := &builder[float64]{plan: b.plan, id: b.id, err: b.err, dst: apart64(b.dst.n)}
	for _, r := range b.src {
		w.src = append(w.src, apart64(r.n))
	}
	loop := make64(w)
	return func() {
		for i, r := range b.src {
			convert(w.src[i].data(), r.data())
		}
		loop()
		convert(b.dst.data(), w.dst.data())
	}
}

func apart64(n int) ref[float64] { return ref[float64]{&buffer[float64]{make([]float64, n)}, 0, n} }
