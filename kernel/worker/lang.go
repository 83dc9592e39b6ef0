//go:build unix

package worker

import (
	"context"
	"errors"

	"monro/lang"
	"monro/lang/past"
	"monro/stdlib/display"
)

// Main is the worker process of the command: a session of the dialect. It returns
// the exit status.
func Main() int { return Serve(openLang) }

func openLang(o SessionOptions) (Session, error) {
	s, err := lang.New(lang.Options{Stdout: o.Stdout, Stderr: o.Stderr, Input: o.Input, Memory: o.Memory, DebugEvents: o.DebugEvents, Sandbox: o.Sandbox, OnTurn: o.OnTurn})
	if err != nil {
		return nil, err
	}
	return dialect{shell{s, o.Sandbox}, s}, nil
}

// A shell is one of a lang.Session in this package's terms.
type shell struct {
	of interface {
		EvalAs(ctx context.Context, number int, code string) (*lang.Value, error)
		Expression(ctx context.Context, code string) (*lang.Value, error)
		Calls(ctx context.Context, f func(call func(func()) error)) error
	}
	confined bool
}

func (s shell) Eval(ctx context.Context, number int, code string) (*display.Bundle, error) {
	return s.converted(s.of.EvalAs(ctx, number, code))
}

func (s shell) Expression(ctx context.Context, code string) (*display.Bundle, error) {
	return s.converted(s.of.Expression(ctx, code))
}

func (s shell) Calls(ctx context.Context, f func(call func(func()) error)) error {
	_, err := s.converted(nil, s.of.Calls(ctx, func(call func(func()) error) {
		f(func(g func()) error {
			_, err := s.converted(nil, call(g))
			return err
		})
	}))
	return err
}

// A dialect is a lang.Session in this package's terms.
type dialect struct {
	shell
	session *lang.Session
}

func (d dialect) Beside(name string) Shell { return shell{d.session.Shell(name), d.confined} }

func (d dialect) Restore(ctx context.Context, told past.Transcript, cells []Past, all bool, tell func(i int)) Restored {
	return Restored(d.session.Restore(ctx, told, cells, all, tell))
}

func (s shell) converted(v *lang.Value, err error) (*display.Bundle, error) {
	if e := (*lang.Error)(nil); errors.As(err, &e) {
		refused := &Error{Name: e.Name, Message: e.Message, Traceback: e.Traceback, Stuck: e.Stuck}
		if s.confined {
			explainRefusal(refused)
		}
		return nil, refused
	}
	if err != nil || v == nil {
		return nil, err
	}
	return &v.Bundle, nil
}
