// Package iter gives cells the generic functions of the standard package iter.
package iter

import "iter"

// Pull turns a sequence around: next gives its values one at a time, and false
// at its end; stop ends it early. The sequence runs in a goroutine of its own.
func Pull[V any](seq iter.Seq[V]) (next func() (V, bool), stop func()) {
	var zero V
	ask, give, done := make(chan bool), make(chan V), make(chan bool)
	started, ended := false, false
	run := func() {
		defer close(done)
		more := <-ask
		if !more {
			return
		}
		seq(func(v V) bool {
			give <- v
			again := <-ask
			return again
		})
	}
	request := func(more bool) (V, bool) {
		if ended {
			return zero, false
		}
		if !started {
			started = true
			go run()
		}
		ask <- more
		select {
		case v := <-give:
			return v, true
		case <-done:
			ended = true
			return zero, false
		}
	}
	return func() (V, bool) { return request(true) }, func() { request(false) }
}

// Pull2 is Pull for sequences of pairs.
func Pull2[K, V any](seq iter.Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	type pair struct {
		k K
		v V
	}
	pairs := func(yield func(pair) bool) {
		seq(func(k K, v V) bool { return yield(pair{k, v}) })
	}
	one, end := Pull(pairs)
	return func() (K, V, bool) {
		p, ok := one()
		return p.k, p.v, ok
	}, end
}
