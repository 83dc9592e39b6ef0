package main

import (
	"context"
	"fmt"
	"monro/kernel/worker"
)

func main() {
	h := worker.NewHost(worker.Options{Command: []string{"/tmp/ktrial/trial", "worker"}})
	for _, c := range []string{`go func(){ panic("boo") }(); time.Sleep(time.Second)`, `println("x")`} {
		r := h.Execute(context.Background(), worker.Request{Code: c}, func(e worker.Event) { fmt.Printf("%+v\n", e) })
		fmt.Printf("%+v %v\n", r, r.Error)
	}
}
