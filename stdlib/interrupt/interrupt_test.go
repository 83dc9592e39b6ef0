package interrupt

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
)

func TestSignal(t *testing.T) {
	s := Begin()
	if Current() != s {
		t.Fatal("Begin does not make its signal the current one")
	}
	s.Check()
	if s.Requested() || Requested() || s.Err() != nil || s.Context().Err() != nil {
		t.Error("a new signal is requested")
	}
	select {
	case <-s.Done():
		t.Error("a new signal is done")
	default:
	}
	s.Stop()
	s.Stop()
	if !s.Requested() || !Requested() || !errors.Is(s.Err(), ErrInterrupted) {
		t.Error("a stopped signal is not requested")
	}
	<-s.Done()
	if got := context.Cause(s.Context()); got != ErrInterrupted {
		t.Errorf("the context's cause is %v", got)
	}
}

func TestCheckPanics(t *testing.T) {
	s := Begin()
	defer Begin()
	s.Stop()
	for name, check := range map[string]func(){"Signal.Check": s.Check, "Check": Check} {
		func() {
			defer func() {
				if p := recover(); p != ErrInterrupted {
					t.Errorf("%s panics with %v", name, p)
				}
			}()
			check()
		}()
	}
}

// A loop that outlives its cell must see its own signal, not the next cell's.
func TestSignalsAreOfOneRun(t *testing.T) {
	old := Begin()
	old.Stop()
	next := Begin()
	if !old.Requested() || next.Requested() || Requested() {
		t.Error("the signals of two runs are not apart")
	}
	next.Stop()
	Begin()
	if Requested() || !next.Requested() {
		t.Error("a new run begins interrupted, or ends the wish of the old one")
	}
}

func TestStopReachesAllLoops(t *testing.T) {
	s := Begin()
	defer Begin()
	var wg sync.WaitGroup
	running := make(chan bool, 8)
	for range cap(running) {
		wg.Go(func() {
			stop := Current()
			running <- true
			for !stop.Requested() {
			}
		})
	}
	for range cap(running) {
		<-running
	}
	s.Stop()
	wg.Wait()
}

// A loop that asks, and one that waits, give the turn away where others want it.
func TestTurns(t *testing.T) {
	s := Begin()
	defer Begin()
	var did []string
	s.Share(Turn{
		Pass:  func() { did = append(did, "pass") },
		Leave: func() func() { did = append(did, "leave"); return func() { did = append(did, "back") } },
	})
	s.Requested()
	s.Crowd(true)
	if s.Requested() {
		t.Error("a wish for room is taken for one to end")
	}
	s.Wait(func() { did = append(did, "wait") })
	s.Stop()
	s.Crowd(false)
	if !s.Requested() {
		t.Error("the wish to end is lost")
	}
	next := Begin()
	s.Resume()
	if Current() != s || next.Requested() {
		t.Error("the signal is not the current one again")
	}
	if want := []string{"pass", "leave", "wait", "back"}; !slices.Equal(did, want) {
		t.Errorf("did %v, want %v", did, want)
	}
}

func BenchmarkRequested(b *testing.B) {
	stop := Begin()
	for b.Loop() {
		if stop.Requested() {
			b.Fatal("nobody asked")
		}
	}
}

func BenchmarkCurrentRequested(b *testing.B) {
	Begin()
	for b.Loop() {
		if Requested() {
			b.Fatal("nobody asked")
		}
	}
}
