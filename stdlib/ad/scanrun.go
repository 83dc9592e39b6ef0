package ad

import "slices"

// run is one scan being executed.
type run struct {
	*scan
	body        *Program
	state, rows []ref
	captured    []ref
	dst         ref
	buf         [2][]float64 // the state now and next, in turn
	sizes       []int
	fail        func(error)
}

func (s *scan) build(b *builder) func() {
	body, err := s.body.compile(slices.Concat(s.next, s.out), b.checked())
	if err != nil {
		b.failWith(err)
		return func() {}
	}
	r := &run{scan: s, body: body, dst: b.out(), fail: b.failWith}
	total := 0
	for i, y := range s.next {
		r.state = append(r.state, b.in(i))
		r.sizes = append(r.sizes, y.Len())
		total += y.Len()
	}
	r.buf = [2][]float64{make([]float64, total), make([]float64, total)}
	for i := range s.rows {
		r.rows = append(r.rows, b.in(s.states+i))
	}
	for i := s.states + s.rows; i < b.operands(); i++ {
		r.captured = append(r.captured, b.in(i))
	}
	return r.loop
}

// loop runs the steps.
func (r *run) loop() {
	now, next := r.buf[0], r.buf[1]
	at := 0
	for i, s := range r.state {
		copy(now[at:at+r.sizes[i]], s.data())
		at += r.sizes[i]
	}
	for i, c := range r.captured {
		r.body.bind(r.states+len(r.rows)+i, c.data())
	}
	for i := range r.n {
		k := i
		if r.back {
			k = r.n - 1 - i
		}
		if err := r.step(k, now, next); err != nil {
			r.fail(err)
			return
		}
		now, next = next, now
	}
	copy(r.dst.data(), now)
}

// step runs the body on the k-th slices.
func (r *run) step(k int, now, next []float64) error {
	dst := r.dst.data()
	saved := len(now)
	for _, y := range r.out {
		saved += r.n * y.Len()
	}
	at := 0
	for i, n := range r.sizes {
		r.body.bind(i, now[at:at+n])
		r.body.bindOut(i, next[at:at+n])
		if r.save {
			copy(dst[saved+r.n*at+k*n:][:n], now[at:at+n])
		}
		at += n
	}
	for i, x := range r.rows {
		n := x.n / r.n
		r.body.bind(r.states+i, x.data()[k*n:(k+1)*n])
	}
	at = len(now)
	for i, y := range r.out {
		n := y.Len()
		r.body.bindOut(len(r.sizes)+i, dst[at+k*n:at+(k+1)*n])
		at += r.n * n
	}
	return r.body.execute()
}
