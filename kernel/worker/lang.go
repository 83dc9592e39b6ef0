//go:build unix

package worker

import (
	"context"
	"errors"

	"monro/lang"
	"monro/stdlib/display"
)

// Main is the worker process of the command: a session of the dialect. It returns
// the exit status.
func Main() int { return Serve(openLang) }

func openLang(o SessionOptions) (Session, error) {
	s, err := lang.New(lang.Options{Stdout: o.Stdout, Stderr: o.Stderr, Input: o.Input, Memory: o.Memory, Sandbox: o.Sandbox})
	if err != nil {
		return nil, err
	}
	return dialect{s, o.Sandbox}, nil
}

// A dialect is a lang.Session in this package's terms.
type dialect struct {
	session  *lang.Session
	confined bool
}

func (d dialect) Eval(ctx context.Context, code string) (*display.Bundle, error) {
	return d.converted(d.session.Eval(ctx, code))
}

func (d dialect) Expression(ctx context.Context, code string) (*display.Bundle, error) {
	return d.converted(d.session.Expression(ctx, code))
}

func (d dialect) Call(ctx context.Context, f func()) error {
	_, err := d.converted(nil, d.session.Call(ctx, f))
	return err
}

func (d dialect) Restore(ctx context.Context, past []Past, all bool, tell func(i int)) Restored {
	cells := make([]lang.Past, len(past))
	for i, p := range past {
		cells[i] = lang.Past(p)
	}
	return Restored(d.session.Restore(ctx, cells, all, tell))
}

func (d dialect) converted(v *lang.Value, err error) (*display.Bundle, error) {
	if e := (*lang.Error)(nil); errors.As(err, &e) {
		refused := &Error{Name: e.Name, Message: e.Message, Traceback: e.Traceback, Stuck: e.Stuck}
		if d.confined {
			explainRefusal(refused)
		}
		return nil, refused
	}
	if err != nil || v == nil {
		return nil, err
	}
	return &v.Bundle, nil
}
