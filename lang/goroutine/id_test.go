package goroutine

import (
	"runtime"
	"sync"
	"testing"
)

func TestID(t *testing.T) {
	const n = 50
	var mu sync.Mutex
	var wg sync.WaitGroup
	seen, all := map[uintptr]bool{ID(): true}, make(chan struct{})
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			id := ID()
			mu.Lock()
			seen[id] = true
			if len(seen) == n+1 {
				close(all)
			}
			mu.Unlock()
			<-all // all live at once
			runtime.Gosched()
			grow(1000)
			if ID() != id {
				t.Error("a goroutine is not the one that it was")
			}
		}()
	}
	wg.Wait()
}

// grow makes the stack move.
func grow(n int) int {
	var pad [128]int
	if n == 0 {
		return pad[0]
	}
	return grow(n-1) + pad[n%len(pad)]
}
