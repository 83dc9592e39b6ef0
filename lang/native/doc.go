// Package native translates functions and loops of cells that compute with
// numbers into WebAssembly, which package engine runs as machine code. It works
// on checked syntax; nothing of the session shows that it was here, apart from
// the time that a cell takes.
//
// # What is translated
//
// Functions whose parameters, results and variables are integers, floating-point
// numbers, booleans and slices of these, and loops over such variables, be they of
// the session or of a function that is interpreted. They may call each other, package
// math, the prelude, and methods of streams of random numbers. A function that holds
// anything else is left to the interpreter, as is every function that calls it; a
// [Reason] names the first such thing. The translation itself finds it: there is no
// second description of the subset that could differ.
//
// Outside of it are strings, structs, maps, pointers, closures, slices of slices,
// panic, defer, and allocations that a loop makes again and again.
//
// # What it means
//
// The same bits as Go, in the order of Go: overflow wraps, shifts by more than
// the width give zero, a division by zero, an index out of range and a negative
// shift count panic with Go's words at the line of the cell, and no operation is
// fused or reordered. Conversions of floating-point numbers that do not fit are
// those of Go on amd64, on every machine.
//
// # Memory
//
// The memory of a module is a window over Go's own heap: an address in it is that
// of a Go object less the address where the window begins. Slices are neither
// copied in nor out, so that aliasing is exact and a call costs the same for ten
// elements and for ten million. A slice that does not lie in the window sends the
// call back to the interpreter.
//
// What keeps that sound: every index is checked against the length before its
// element is touched; no pointer is ever stored (slices are assigned to session
// variables by Go when the call ends); what the caller passes stays alive for the
// call, and what is allocated during a call is held until it returns.
//
// # Stopping
//
// Machine code cannot be preempted, neither by an interrupt nor by the collector. So
// loops and recursive calls count down, and every [Fuel] rounds ask the host whether
// to go on; session variables are stored before and loaded after it.
package native
