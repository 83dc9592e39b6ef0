package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A session is the run and what was measured.
type session struct {
	front    *client
	kernel   *server
	deadline time.Time
	started  time.Time
	plan     []kind
	displays int // of a shower

	count    int // what the counted variable must be
	shown    int
	did      map[kind]int
	took     map[kind][]time.Duration
	samples  []sample
	troubles []string
}

// A sample is what the processes take at some time.
type sample struct {
	at             time.Duration
	cells          int
	kernel, worker usage
}

// newSession plans a run. The kinds are spread evenly.
func newSession(f *client, k *server, scale float64, deadline time.Time) *session {
	s := &session{front: f, kernel: k, deadline: deadline, started: time.Now(), did: map[kind]int{}, took: map[kind][]time.Duration{}}
	share := func(n int) int { return max(1, int(float64(n)*scale)) }
	total := share(cells)
	parts := []struct {
		kind kind
		n    int
	}{{killer, share(deaths)}, {stopper, share(interrupts)}, {shower, share(cells / 10)}, {counted, share(cells / 50)}, {probe, share(cells / 5)}}
	s.displays = (share(displays) + parts[2].n - 1) / parts[2].n
	debt := make([]float64, len(parts)) // each kind comes when its share of the cells so far has come to one
	for range total {
		next, k := -1, ordinary
		for j, p := range parts {
			debt[j] += float64(p.n) / float64(total)
			if debt[j] >= 1-1e-9 && (next < 0 || p.n < parts[next].n) {
				next, k = j, p.kind
			}
		}
		if next >= 0 {
			debt[next]--
		}
		s.plan = append(s.plan, k)
	}
	return s
}

// settled is how long a cell runs before it is interrupted. The kernel holds the
// error of a cell back that ends as soon as it came.
const settled = 30 * time.Millisecond

// sampling is how many cells lie between two samples.
func (s *session) sampling() int { return max(1, len(s.plan)/20) }

func (s *session) run() error {
	for _, code := range []string{"base := 41", "count := 0", "closure := func() int { return base }"} {
		if r, err := s.front.execute(code, nil); err != nil || r.Error != "" {
			return errors.Join(err, fmt.Errorf("%s: %s %s", code, r.Error, r.Message))
		}
	}
	for i, k := range s.plan {
		if time.Now().After(s.deadline) {
			return fmt.Errorf("time ran out after %d of %d cells", i, len(s.plan))
		}
		if err := s.step(i, k); err != nil {
			return err
		}
		if (i+1)%s.sampling() == 0 {
			s.sample(i + 1)
		}
		if len(s.troubles) > 20 {
			break
		}
	}
	return nil
}

// step runs a cell and checks how it went.
func (s *session) step(i int, k kind) error {
	var begun func()
	pressed := make(chan time.Time, 1)
	if k == stopper {
		begun = func() {
			time.AfterFunc(settled, func() {
				pressed <- time.Now()
				s.front.interrupt()
			})
		}
	}
	n := s.did[k]
	s.did[k]++
	code := cell(k, n, s.displays)
	r, err := s.front.execute(code, begun)
	if err != nil {
		return err
	}
	took := r.Took
	s.shown += r.Displays
	want := ""
	switch k {
	case ordinary: // some end in errors of their own
		want = r.Error
		if r.Error == "WorkerDied" || r.Error == "InternalError" {
			want = "none"
		}
	case probe:
		if r.Value != "42" {
			s.trouble(i, "base + 1 is %q", r.Value)
		}
	case counted:
		s.count++
	case shower:
		if r.Displays != s.displays {
			s.trouble(i, "%d displays came of %d", r.Displays, s.displays)
		}
	case stopper:
		want, took = "Interrupted", 0
		select {
		case at := <-pressed:
			took = time.Since(at)
		default: // it ended before
		}
	case killer:
		want = "WorkerDied"
		if !strings.Contains(r.Message, "restored") {
			s.trouble(i, "nothing was restored: %s", r.Message)
		}
	}
	if r.Error != want {
		s.trouble(i, "%s: error %q %s, want %q", code, r.Error, r.Message, want)
	}
	s.took[k] = append(s.took[k], took)
	if k == killer || k == stopper {
		return s.check(i)
	}
	return nil
}

// check looks whether the session's values are there.
func (s *session) check(i int) error {
	r, err := s.front.execute("fmt.Sprint(count, closure())", nil)
	if want := strconv.Quote(fmt.Sprint(s.count, 41)); err == nil && r.Value != want && r.Value != strings.Trim(want, `"`) {
		s.trouble(i, "count and closure are %s, want %s %s %s", r.Value, want, r.Error, r.Message)
	}
	return err
}

func (s *session) trouble(i int, format string, args ...any) {
	s.troubles = append(s.troubles, fmt.Sprintf("cell %d: ", i)+fmt.Sprintf(format, args...))
}

func (s *session) sample(cells int) {
	s.samples = append(s.samples, sample{time.Since(s.started), cells, use(s.kernel.cmd.Process.Pid), use(s.kernel.worker())})
}

// quantile is the q-quantile of durations, 0 for none.
func quantile(all []time.Duration, q float64) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}
