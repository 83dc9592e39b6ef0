package lang

import (
	"context"
	"go/types"
	"maps"
	"slices"
	"time"

	"monro/lang/cell"
	"monro/lang/magic"
	"monro/lang/past"
)

// A Past is a cell that a session ran which is lost.
type Past = past.Cell

// A Restored says what Restore brought back.
type Restored struct {
	Whole int      // cells that ran again, or that there was no need to run
	Left  []int    // indices of those that were not cut off, but of which only functions, types and constants came back
	Lost  []string // variables that those cells set, and all that could not be without them; sorted
	Older []string // variables that those cells may have changed through a call; sorted
}

// Limits of what is cheap enough to run again without being asked to.
const (
	cheapCell    = time.Second
	cheapSession = 5 * time.Second
)

// Restore runs the cells of a lost session again, in their order, but for those
// of which nothing is left (see [past.Superseded]). Of cells that
// took more than a second, and of all from where five seconds are used up, it
// takes over the functions, types and constants only, unless all is set; cells
// that were cut off never run again. What such cells set is forgotten, so that
// nothing has a value that it did not have. tell is called before each cell.
// told holds the texts of all cells, those included that cells leaves out because
// nothing is left of them; cells without Number were not counted there.
//
// The caller keeps what the cells print to itself.
func (s *Session) Restore(ctx context.Context, told past.Transcript, cells []Past, all bool, tell func(i int)) (restored Restored) {
	s.main.turn(context.WithoutCancel(ctx), func(t *turn) error {
		s.keep(t) // no cell is to see half a session
		restored = s.restore(ctx, cells, all, tell)
		s.history, s.cells = told, max(s.cells, told.Count)
		return nil
	})
	return restored
}

func (s *Session) restore(ctx context.Context, cells []Past, all bool, tell func(i int)) Restored {
	r := restorer{s: s, lost: map[string]bool{}, older: map[string]bool{}}
	start := time.Now()
	skip := past.Superseded(cells)
	for i, p := range cells {
		tell(i)
		name := s.cellName(p.Number)
		if skip[i] {
			r.Whole++
			continue
		}
		s.remember(name, p.Code)
		cheap := all || p.Took <= cheapCell && time.Since(start) < cheapSession
		if p.Cut || !cheap || ctx.Err() != nil {
			r.declare(name, p.Code)
			if !p.Cut {
				r.Left = append(r.Left, i)
			}
			continue
		}
		limit := 3*p.Took + cheapCell
		if all {
			limit += time.Hour
		}
		if r.repeat(ctx, name, p, limit) {
			r.Whole++
		} else {
			r.Left = append(r.Left, i)
		}
	}
	for name := range r.lost {
		if s.checker.Scope.Lookup(name) != nil { // a later cell declared it again
			delete(r.lost, name)
		}
	}
	for name := range r.older {
		if r.lost[name] || s.checker.Scope.Lookup(name) == nil {
			delete(r.older, name)
		}
	}
	r.Lost, r.Older = slices.Sorted(maps.Keys(r.lost)), slices.Sorted(maps.Keys(r.older))
	return r.Restored
}

// A restorer is Restore at work.
type restorer struct {
	Restored
	s           *Session
	lost, older map[string]bool
}

// repeat runs a cell again and reports whether it went as before. One that fails
// now and did not then leaves what it sets lost.
func (r *restorer) repeat(ctx context.Context, name string, p Past, limit time.Duration) bool {
	parts := magic.Split(p.Code)
	if parts == nil {
		parts = []magic.Part{{Kind: magic.Code, To: len(p.Code)}}
	}
	parts = slices.DeleteFunc(slices.Clone(parts), func(p magic.Part) bool { return !magic.Again(p) })
	ctx, stop := context.WithTimeout(ctx, limit)
	defer stop()
	_, err := r.s.runParts(ctx, name, p.Code, parts)
	if err == nil || p.Raised && ctx.Err() == nil {
		return true
	}
	r.declare(name, p.Code)
	return false
}

// parse reads the Go of a cell, nil where that is not possible.
func (r *restorer) parse(name, code string) []*cell.Cell {
	parts := magic.Split(code)
	if parts == nil {
		parts = []magic.Part{{Kind: magic.Code, To: len(code)}}
	}
	var cells []*cell.Cell
	for _, p := range parts {
		if p.Kind == magic.Code {
			if c, err := cell.Parse(r.s.interp.FileSet(), name, magic.Only(code, p.From, p.To)); err == nil {
				cells = append(cells, c)
			}
		}
	}
	return cells
}

// declare takes over the functions, types and constants of a cell that is not
// run, and forgets what it would have set.
func (r *restorer) declare(name, code string) {
	s := r.s
	for _, c := range r.parse(name, code) {
		set, touched := past.Effects(c)
		var known []string
		for n := range set {
			if s.checker.Scope.Lookup(n) == nil && len(s.checker.ByName(n)) > 0 && !r.lost[n] {
				continue // a package's variable, as in os.Stdout = f
			}
			r.lost[n] = true
			if e := s.checker.Scope.Lookup(n); e != nil {
				if _, ok := e.Obj.(*types.Var); ok {
					known = append(known, n)
				}
			}
		}
		if len(known) > 0 {
			s.forget(known...)
		}
		for n := range touched {
			if e := s.checker.Scope.Lookup(n); e != nil && shared(e.Obj) {
				r.older[n] = true
			}
		}
		c = past.Declarations(c)
		if len(c.Stmts)+len(c.Funcs)+len(c.Imports) == 0 {
			continue
		}
		if p, err := s.prepareCell(c); err == nil {
			_, err = s.runProgram(context.Background(), p)
			if err == nil {
				continue
			}
		}
		for _, f := range c.Funcs { // it needs something that is lost
			if f.Recv == nil {
				r.lost[f.Name.Name] = true
			}
		}
	}
}

// shared reports whether others may change what a variable refers to.
func shared(o types.Object) bool {
	v, ok := o.(*types.Var)
	if !ok {
		return false
	}
	switch v.Type().Underlying().(type) {
	case *types.Basic, *types.Signature:
		return false
	}
	return true
}
