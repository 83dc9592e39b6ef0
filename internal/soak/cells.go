package main

import "fmt"

// A kind of cell: what a session is made of.
type kind int

const (
	ordinary kind = iota
	probe         // the same small cell each time: its latency is compared
	counted       // changes a variable that must survive everything
	shower        // shows a lot
	stopper       // runs until it is interrupted
	killer        // ends its worker
)

// cell is the text of the i-th cell of a kind.
func cell(k kind, i, displays int) string {
	switch k {
	case probe:
		return "base + 1"
	case counted:
		return "count++"
	case shower:
		return fmt.Sprintf("for i := range %d { show(i) }", displays)
	case stopper:
		return pick(stoppers, i)
	case killer:
		return pick(killers, i)
	}
	return fmt.Sprintf(pick(ordinaries, i), i)
}

func pick(list []string, i int) string { return list[i%len(list)] }

// ordinaries get the cell's number.
var ordinaries = []string{
	"a := %d.0; b := a*a + 1",
	"fmt.Println(\"line\", %d)",
	"s := 0.0; for i := range 100 { s += float64(i) }; s + %d",
	"xs := linspace(0, 1, 50); ys := sin(xs) * %d; sum(ys)",
	"func f(x float64) float64 { return x * %d }\nf(2)",
	"type point struct{ X, Y int }\np := point{%d, 2}; p.X",
	"m := map[string]int{\"a\": %d}; m[\"a\"]",
	"undefined%d + 1",                    // a compile error
	"xs := []int{1}; i := %d + 5; xs[i]", // a panic
	"os.Open(\"no such file %d\")",       // an error nobody looks at
	"%%time sum(zeros(%d))",
	"var g sync.WaitGroup; for range 8 { g.Add(1); go func() { defer g.Done() }() }; g.Wait(); %d",
	"go func() { time.Sleep(time.Millisecond) }(); %d",
	"text := strings.Repeat(\"x\", %d); len(text)",
}

var stoppers = []string{
	"for { }",
	"time.Sleep(time.Hour)",
	"<-make(chan int)",
	"select { }",
	"sort.Slice(zeros(1 << 22), func(i, j int) bool { return i < j })",
	"for s := range optim.Descend(problem.Rosenbrock(), optim.NewAdam(1e-3), zeros(2)) { _ = s }",
	"!sleep 60",
}

var killers = []string{
	"p := os.FindProcess(os.Getpid()); p.Kill(); select {}",
	"var mu sync.Mutex; mu.Unlock()",
	"!kill -9 $PPID; sleep 1",
	"m := map[int]int{}\nfor range 4 { go func() { for i := 0; ; i++ { m[i%7]++ } }() }\nselect {}",
	"log.New(io.Discard, \"\", 0).Fatal(\"the end\")",
}
