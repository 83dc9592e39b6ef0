package experiment

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"monro/stdlib/interrupt"
)

// A Study is trials: every arm with every setting of its parameters and every
// seed. Methods that fill it in return it, so that they chain; the first error
// stays in it until Run returns it.
//
//	st := experiment.New("step sizes", rng.Seeds(10))
//	st.Arm("SGD", func(t *experiment.Trial) error {
//		x := 1.0
//		for k := range 100 {
//			t.At(k)
//			t.Log("distance", math.Abs(x))
//			x -= t.Param("lr") * (x + t.Stream().Normal())
//		}
//		return nil
//	}, experiment.Grid(experiment.Choice("lr", 0.1, 0.01)))
//	res, err := st.Run()
//
// Bodies run on several goroutines at once, also when a cell wrote them: they must
// not change variables that they share. Serial makes them run one by one.
type Study struct {
	name, setup string
	seeds       []uint64
	arms        []arm
	keeper      Keeper
	workers     int // 0: one a core
	quiet       bool
	err         error

	mu   sync.Mutex
	done map[string]*Run // by Identity
}

type arm struct {
	name  string
	body  func(*Trial) error
	space Space
}

// New returns a study without arms. There must be at least one seed, and no two
// the same.
func New(name string, seeds []uint64) *Study {
	s := &Study{name: name, seeds: append([]uint64(nil), seeds...), done: map[string]*Run{}}
	if len(seeds) == 0 {
		s.fail("New: no seeds: want at least one, such as rng.Seeds(10)")
	}
	seen := map[uint64]bool{}
	for _, seed := range seeds {
		if seen[seed] {
			s.fail("New: seed %d twice: want different ones", seed)
		}
		seen[seed] = true
	}
	return s
}

// Arm adds a method or variant whose trials run body. A Space gives its
// parameters; without one it has a single setting. An error that body returns, or
// a panic, is that trial's alone.
func (s *Study) Arm(name string, body func(*Trial) error, space ...Space) *Study {
	a := arm{name: name, body: body, space: Space{settings: []Params{{}}}}
	for _, b := range s.arms {
		if b.name == name {
			return s.fail("Arm: two arms are called %q: want different names (Named gives a method one)", name)
		}
	}
	switch {
	case name == "":
		return s.fail("Arm: an arm without a name: want one")
	case body == nil:
		return s.fail("Arm: %q has no body: want a func(*experiment.Trial) error", name)
	case len(space) > 1:
		return s.fail("Arm: %q has %d spaces: want one at most", name, len(space))
	case len(space) == 1 && space[0].err != nil:
		if s.err == nil {
			s.err = space[0].err
		}
		return s
	case len(space) == 1 && space[0].Len() > 0:
		a.space = space[0]
	}
	s.arms = append(s.arms, a)
	return s
}

// Setup says in words what holds for all trials, such as "a9a, l2 1e-4, version
// 2". With a Keeper, runs are taken over only where it is the same: change it when
// what the bodies do has changed.
func (s *Study) Setup(text string) *Study { s.setup = text; return s }

// Keep makes k keep the runs, and takes those over that it has already.
func (s *Study) Keep(k Keeper) *Study { s.keeper = k; return s }

// Serial runs one trial after the other on the goroutine that calls Run: for
// bodies that share variables, and for seconds that no other trial disturbs.
func (s *Study) Serial() *Study { return s.Workers(1) }

// Workers runs up to n trials at once. The default is one a core.
func (s *Study) Workers(n int) *Study {
	if n < 1 {
		return s.fail("Workers: n = %d: want at least 1", n)
	}
	s.workers = n
	return s
}

// Quiet shows no progress bar.
func (s *Study) Quiet() *Study { s.quiet = true; return s }

func (s *Study) fail(format string, args ...any) *Study {
	if s.err == nil {
		s.err = fmt.Errorf("experiment."+format, args...)
	}
	return s
}

// Run makes the trials and returns their results. Trials that fail are part of
// the result; the error is about the study itself.
//
// An interrupt ends it early, with what is done. The study remembers runs that
// are done, so that Run again makes those that are missing or have failed.
func (s *Study) Run() (*Result, error) { return s.RunContext(interrupt.Current().Context()) }

// RunContext is Run until ctx ends.
func (s *Study) RunContext(ctx context.Context) (*Result, error) {
	if s.err == nil && len(s.arms) == 0 {
		return nil, errors.New("experiment.Study: no arms: want at least one, by Arm")
	}
	if s.err != nil {
		return nil, s.err
	}
	return s.run(ctx, s.jobs(s.seeds))
}

// A job is a trial to be made.
type job struct {
	id    Identity
	body  func(*Trial) error
	place int // in the result
}

// jobs lists the trials by seed first, so that what is done when somebody
// interrupts can be compared.
func (s *Study) jobs(seeds []uint64) []job {
	var jobs []job
	for i, seed := range seeds {
		group := 0
		for _, a := range s.arms {
			for _, p := range a.space.settings {
				id := Identity{Study: s.name, Setup: s.setup, Arm: a.name, Params: p, Seed: seed}
				jobs = append(jobs, job{id, a.body, group*len(seeds) + i})
				group++
			}
		}
	}
	return jobs
}

// Sweep runs body with every setting of a space and every seed.
//
//	res, err := experiment.Sweep(experiment.Grid(experiment.Choice("lr", 0.1, 1)), rng.Seeds(5), body)
func Sweep(space Space, seeds []uint64, body func(*Trial) error) (*Result, error) {
	if space.err == nil && space.Len() == 0 {
		return nil, errors.New("experiment.Sweep: the sweep is empty: want a Grid, a Random sweep or Settings")
	}
	return New("sweep", seeds).Arm("sweep", body, space).Run()
}
