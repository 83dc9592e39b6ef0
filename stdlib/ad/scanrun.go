package ad

import "slices"

// run is one scan being executed.
type run[T float] struct {
	*scan
	body        *machine[T]
	state, rows []ref[T]
	captured    []ref[T]
	dst         ref[T]
	buf         [2][]T // the state now and next, in turn
	sizes, outs []int  // of the tensors of the state and of the outputs of a step
	saved       int    // where the states that steps began with are kept
	fail        func(error)
}

func (s *scan) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return scanning(s, b) },
		func(b *builder[float32]) func() { return scanning(s, b) }
}

func scanning[T float](s *scan, b *builder[T]) func() {
	body, err := newMachine[T](newPlan(s.body, slices.Concat(s.next, s.out), b.plan.mode))
	if err != nil {
		b.failWith(err)
		return func() {}
	}
	r := &run[T]{scan: s, body: body, dst: b.out(), fail: b.failWith}
	total := 0
	for i, y := range s.next {
		r.state = append(r.state, b.in(i))
		r.sizes = append(r.sizes, y.Len())
		total += y.Len()
	}
	r.saved = total
	for _, y := range s.out {
		r.outs = append(r.outs, y.Len())
		r.saved += s.n * y.Len()
	}
	r.buf = [2][]T{make([]T, total), make([]T, total)}
	for i := range s.rows {
		r.rows = append(r.rows, b.in(s.states+i))
	}
	for i := s.states + s.rows; i < b.operands(); i++ {
		r.captured = append(r.captured, b.in(i))
	}
	return r.loop
}

// loop runs the steps.
func (r *run[T]) loop() {
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
func (r *run[T]) step(k int, now, next []T) error {
	dst := r.dst.data()
	at := 0
	for i, n := range r.sizes {
		r.body.bind(i, now[at:at+n])
		r.body.bindOut(i, next[at:at+n])
		if r.save {
			copy(dst[r.saved+r.n*at+k*n:][:n], now[at:at+n])
		}
		at += n
	}
	for i, x := range r.rows {
		n := x.n / r.n
		r.body.bind(r.states+i, x.data()[k*n:(k+1)*n])
	}
	at = len(now)
	for i, n := range r.outs {
		r.body.bindOut(len(r.sizes)+i, dst[at+k*n:at+(k+1)*n])
		at += r.n * n
	}
	return r.body.execute()
}
