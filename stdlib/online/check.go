package online

import (
	"fmt"
	"math"
)

func positive(what, arg string, v float64) error {
	if !(v > 0) || math.IsInf(v, 1) {
		return fmt.Errorf("online: %s: %s = %v: want a finite number > 0", what, arg, v)
	}
	return nil
}

func notNegative(what, arg string, v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return fmt.Errorf("online: %s: %s = %v: want a finite number >= 0", what, arg, v)
	}
	return nil
}

// horizon wants a number of steps T.
func horizon(what string, T int) error {
	if T < 1 {
		return fmt.Errorf("online: %s: T = %d: want at least 1 step", what, T)
	}
	return nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
