package main

import (
	"context"
	"fmt"
	"os"
	"reflect"

	"github.com/traefik/yaegi/interp"
	"github.com/traefik/yaegi/stdlib"

	"monro/kernel"
	"monro/kernel/worker"
	"monro/stdlib/display"
)

type s struct {
	i *interp.Interpreter
}

func open(o worker.SessionOptions) (worker.Session, error) {
	i := interp.New(interp.Options{Stdout: o.Stdout, Stderr: o.Stderr})
	i.Use(stdlib.Symbols)
	i.Use(interp.Exports{"ask/ask": {"Ask": reflect.ValueOf(func(p string) string { a, _ := o.Input(p, false); return a })}})
	_, err := i.Eval(`import ("fmt"; "time"; "os"; "strings"; "sort"; "math"; "ask")`)
	return &s{i}, err
}

func (s *s) Eval(ctx context.Context, code string) (*display.Bundle, error) {
	v, err := s.i.EvalWithContext(ctx, code)
	if err != nil {
		if ctx.Err() != nil {
			return nil, &worker.Error{Name: "Interrupted", Message: "x"}
		}
		return nil, err
	}
	if v.IsValid() && v.CanInterface() {
		t := fmt.Sprint(v.Interface())
		if len(t) > 10000 {
			t = t[:10000]
		}
		return &display.Bundle{Data: map[string]any{"text/plain": t}}, nil
	}
	return nil, nil
}
func (s *s) Expression(ctx context.Context, code string) (*display.Bundle, error) {
	return s.Eval(ctx, code)
}
func (s *s) Complete(code string, cursor int) worker.Completion {
	return worker.Completion{Matches: []worker.Match{{Text: "Println"}}, Start: cursor, End: cursor}
}
func (s *s) Inspect(code string, cursor, detail int) (display.Bundle, bool) {
	return display.Bundle{}, false
}

func main() {
	if os.Args[1] == "worker" {
		os.Exit(worker.Serve(open))
	}
	if err := kernel.Run(context.Background(), os.Args[2], kernel.Options{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
