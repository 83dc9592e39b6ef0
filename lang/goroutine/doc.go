// Package goroutine tells goroutines apart. What a goroutine does, and for whom, is
// the business of those who ask.
package goroutine
