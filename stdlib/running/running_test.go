package running

import (
	"testing"

	"monro/stdlib/interrupt"
)

func TestSource(t *testing.T) {
	if Source() != "" {
		t.Errorf("without a cell: %q", Source())
	}
	Begin("x := 1")
	if Source() != "x := 1" {
		t.Errorf("%q", Source())
	}
}

func TestContextIsTheCells(t *testing.T) {
	first := interrupt.Begin()
	ctx := Context()
	interrupt.Begin()
	first.Stop()
	if ctx.Err() == nil || Context().Err() != nil {
		t.Errorf("first cell %v, second %v", ctx.Err(), Context().Err())
	}
}
