package lang

import (
	"context"
	"fmt"
	"sync"
)

// A Shell runs cells one at a time. A session has one, and may have others beside it,
// whose cells run while a cell of the first goes on: to look at its variables, say.
// They all see the same variables, and take turns (see turn): a cell makes room for
// another at each round of its loops, in compiled loops that ask whether they are to
// stop, such as those of package optim, and while it sleeps or asks for input. Where
// it does none of this, as in a product of large matrices or in a wait for a channel,
// the other waits.
type Shell struct {
	s    *Session
	name string
	cell sync.Mutex // held while one runs
}

// Shell returns a new shell beside the session's own. Options.OnTurn gets its name.
func (s *Session) Shell(name string) *Shell { return &Shell{s: s, name: name} }

// Eval runs one cell. It returns the value of its last expression, or nil where
// there is none. Cancelling ctx interrupts the cell: Eval then returns an Error
// named "Interrupted" within 50 ms, and the session stays as it is. Errors are
// always of type *Error. Cells run one at a time, but for those of other shells.
//
// Two things an interrupt cannot do. A compiled call that does not ask whether it
// is to stop, such as a product of large matrices, goes on until it returns; the
// error says so, and nothing of the cell runs after it. And goroutines of earlier
// cells end with the cell if they are running interpreted code at that very
// moment: those that sleep, wait or are in a compiled call go on.
func (s *Session) Eval(ctx context.Context, code string) (*Value, error) {
	return s.main.Eval(ctx, code)
}

// EvalAs is [Shell.EvalAs] in the session's own shell.
func (s *Session) EvalAs(ctx context.Context, number int, code string) (*Value, error) {
	return s.main.EvalAs(ctx, number, code)
}

// Expression evaluates one expression, as a front end's user_expressions want it.
func (s *Session) Expression(ctx context.Context, code string) (*Value, error) {
	return s.main.Expression(ctx, code)
}

// Eval is [Session.Eval] in this shell.
func (sh *Shell) Eval(ctx context.Context, code string) (*Value, error) {
	return sh.EvalAs(ctx, 0, code)
}

// EvalAs is Eval for a cell that has a number, by which errors call it: from 1, none
// twice. 0 stands for the one after the last, and numbers below for cells that a front
// end runs for itself and does not count.
func (sh *Shell) EvalAs(ctx context.Context, number int, code string) (v *Value, err error) {
	err = sh.turn(ctx, func(*turn) error {
		s := sh.s
		v, err = s.evalCell(ctx, s.cellName(number), code)
		s.history.Add(code, err != nil)
		return err
	})
	return v, err
}

func (s *Session) cellName(number int) string {
	if number < 0 {
		s.uncounted++
		return fmt.Sprintf("cell %d.%d", s.cells, s.uncounted)
	}
	if number == 0 {
		number = s.cells + 1
	}
	s.cells = max(s.cells, number)
	return fmt.Sprintf("cell %d", number)
}

// Expression is [Session.Expression] in this shell.
func (sh *Shell) Expression(ctx context.Context, code string) (v *Value, err error) {
	err = sh.turn(ctx, func(*turn) error {
		v, err = sh.s.eval(ctx, "expression", code)
		return err
	})
	return v, err
}

// turn calls f when the turn has come to this shell, after its earlier cells.
func (sh *Shell) turn(ctx context.Context, f func(*turn) error) error {
	sh.cell.Lock()
	defer sh.cell.Unlock()
	t, err := sh.s.take(ctx, sh.name)
	if err != nil {
		return err
	}
	defer sh.s.end(t)
	return f(t)
}
