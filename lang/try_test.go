package lang

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

func TestTry(t *testing.T) {
	f, err := os.Open(os.Getenv("TRY"))
	if err != nil {
		t.Skip()
	}
	var out bytes.Buffer
	s, err := New(Options{Stdout: &out, Stderr: &out, Memory: 2 << 30})
	if err != nil {
		t.Fatal(err)
	}
	run := func(code string) {
		t0 := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		v, err := s.Eval(ctx, code)
		d := time.Since(t0)
		fmt.Printf("--- %s   [%v]\n%s", strings.TrimSpace(code), d, out.String())
		out.Reset()
		if v != nil {
			fmt.Println("=>", v.Bundle.Data["text/plain"])
		}
		var e *Error
		if errors.As(err, &e) {
			fmt.Println(strings.Join(e.Traceback, "\n"))
		}
	}
	sc := bufio.NewScanner(f)
	var b strings.Builder
	for sc.Scan() {
		if sc.Text() == "---" {
			run(b.String())
			b.Reset()
			continue
		}
		b.WriteString(sc.Text() + "\n")
	}
	run(b.String())
}
