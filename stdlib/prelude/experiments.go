package prelude

import (
	"monro/stdlib/experiment"
	"monro/stdlib/experiment/store"
)

// Epochs is the budget of so many passes over the data: experiment.Epochs.
func Epochs(n float64) experiment.Budget { return experiment.Epochs(n) }

// Runs lists the runs that the default store keeps (see store.Default), the newest
// first, or those that a condition holds for, as [store.Store.Runs] has it:
//
//	runs()
//	runs("arm = 'Adam' and lr < 0.1 order by loss limit 10")
func Runs(condition ...any) (*store.Runs, error) {
	s, err := store.Default()
	if err != nil {
		return nil, err
	}
	return s.Runs(condition...)
}
