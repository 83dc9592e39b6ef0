// Package sync gives cells the generic functions of the standard package sync.
package sync

import "sync"

// OnceValue calls f at the first call of the function it returns, and gives
// what f gave at every call.
func OnceValue[T any](f func() T) func() T {
	var once sync.Once
	var v T
	return func() T {
		once.Do(func() { v = f() })
		return v
	}
}

// OnceValues is OnceValue for two results.
func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	var once sync.Once
	var v T1
	var w T2
	return func() (T1, T2) {
		once.Do(func() { v, w = f() })
		return v, w
	}
}
