// Package experiment turns algorithms into results: it cuts and records sequences
// of states, runs methods over seeds and settings on all cores, and summarises
// what they logged as curves with bands, tables and tests.
//
// Take, Every, Until, Within, Progress and Record work on any iter.Seq. Compare
// runs optimisers on a problem, Sweep one function over settings, a Study anything
// else; Tune chooses settings on seeds of their own. All give a Result.
//
// Runs depend on their seed alone, so a result has the same numbers at any
// GOMAXPROCS; seconds are the exception. Figures themselves belong in plot, tables
// in display, keeping runs on disk in store.
package experiment
