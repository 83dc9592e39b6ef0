package experiment

import (
	"context"
	"fmt"
	"slices"
	"time"

	"monro/stdlib/problem"
	"monro/stdlib/rng"
)

// A Trial is one run of a study while it runs: what its body is given. It belongs
// to the goroutine of the body.
//
// When the study is interrupted, At and Log end the body by a panic that the study
// catches; a body that calls neither for long should look at Context itself.
type Trial struct {
	Identity // Study, Arm, Params, Seed ...

	ctx       context.Context
	history   History
	stream    *rng.Stream
	artefacts []string

	start  time.Time
	paused time.Time     // zero: the clock runs
	out    time.Duration // of pauses

	keep    Recorder // nil: nobody keeps the run
	points  []Point  // not yet kept
	flushed time.Time
	keepErr error
}

// stopped is panicked out of the body of an interrupted trial.
type stopped struct{}

// Stream is the trial's random numbers. It depends on the seed alone, so that all
// arms and all settings see the same numbers where they draw in the same order or
// from splits with the same names: differences between them are then less noisy
// than the runs themselves. Each call returns the same stream where it stands.
func (t *Trial) Stream() *rng.Stream {
	if t.stream == nil {
		t.stream = rng.New(t.Seed)
	}
	return t.stream
}

// Param is the value of a number among the parameters. A name that there is not,
// or that is no number, ends the trial with an error.
func (t *Trial) Param(name string) float64 {
	switch v := t.value(name).(type) {
	case float64:
		return v
	case int:
		return float64(v)
	default:
		panic(fmt.Errorf("experiment: parameter %q is %#v: want a number, or use Text or Value", name, v))
	}
}

// Int is Param for whole numbers.
func (t *Trial) Int(name string) int {
	v := t.Param(name)
	if v != float64(int(v)) {
		panic(fmt.Errorf("experiment: parameter %q is %g: want a whole number, or use Param", name, v))
	}
	return int(v)
}

// Text is the value of a parameter that is a string.
func (t *Trial) Text(name string) string {
	s, ok := t.value(name).(string)
	if !ok {
		panic(fmt.Errorf("experiment: parameter %q is %v: want a string, or use Param or Value", name, t.Params[name]))
	}
	return s
}

// Value is the value of a parameter of any type.
func (t *Trial) Value(name string) any { return t.value(name) }

func (t *Trial) value(name string) any {
	v, ok := t.Params[name]
	if !ok {
		panic(unknown("Trial", "parameter", name, t.Params.Names()))
	}
	return v
}

// At says that the trial is at step k: what is logged next belongs there.
func (t *Trial) At(k int) {
	t.check()
	p := t.history.Place()
	p.Step, p.Seconds = k, t.seconds()
	t.history.Move(p)
}

// Spent says what the trial has spent by the present step, for plots against
// samples, bits and the like. It comes between At and Log.
func (t *Trial) Spent(c problem.Cost) { t.history.Spent(c) }

// Epoch says how many passes over the data were made by the present step. It
// comes between At and Log.
func (t *Trial) Epoch(passes float64) { t.history.Epoch(passes) }

// Log adds a value of a metric at the present step, 0 at first. Leave out values
// that are not defined yet: one that is NaN or infinite marks the whole run, which
// is then left out of means.
func (t *Trial) Log(metric string, value float64) {
	t.check()
	if len(t.history.places) == 0 {
		t.history.Move(Place{Seconds: t.seconds()})
	}
	t.history.Log(metric, value)
	if t.keep == nil {
		return
	}
	t.points = append(t.points, Point{metric, t.history.Place(), value})
	if len(t.points) >= 256 || time.Since(t.flushed) > time.Second {
		t.flush()
	}
}

// Artefact keeps a named file with the run, where the study has a Keeper. data
// may change afterwards.
func (t *Trial) Artefact(name string, data []byte) {
	if t.keep == nil {
		return
	}
	t.noteKeep(t.keep.Artefact(name, data))
	if !slices.Contains(t.artefacts, name) {
		t.artefacts = append(t.artefacts, name)
	}
}

// History is what the trial has logged so far.
func (t *Trial) History() *History { return &t.history }

// Context ends when the study is interrupted.
func (t *Trial) Context() context.Context { return t.ctx }

// Pause stops the trial's clock, for example while a metric is computed that is
// no part of the method. Resume starts it again.
func (t *Trial) Pause() {
	if t.paused.IsZero() {
		t.paused = time.Now()
	}
}

// Resume starts the clock that Pause has stopped.
func (t *Trial) Resume() {
	if !t.paused.IsZero() {
		t.out += time.Since(t.paused)
		t.paused = time.Time{}
	}
}

func (t *Trial) seconds() float64 {
	now := t.paused
	if now.IsZero() {
		now = time.Now()
	}
	return (now.Sub(t.start) - t.out).Seconds()
}

func (t *Trial) check() {
	if t.ctx.Err() != nil {
		panic(stopped{})
	}
}

func (t *Trial) flush() {
	if t.keep != nil && len(t.points) > 0 {
		t.noteKeep(t.keep.Log(t.points))
	}
	t.points, t.flushed = t.points[:0], time.Now()
}

// noteKeep notes the first error of the Keeper and asks it for nothing more.
func (t *Trial) noteKeep(err error) {
	if err != nil && t.keepErr == nil {
		t.keepErr, t.keep = err, nil
	}
}
