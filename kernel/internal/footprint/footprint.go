// Package footprint keeps the memory of a process at what it uses. A program starts
// by running the initialisers of all its packages, which brings most of its file
// into memory; the kernel and its worker then need little of that, and each counts
// it again. What is given back here was read from the file and is so again, in
// microseconds, when it is used after all.
package footprint
