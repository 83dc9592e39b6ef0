package experiment

import (
	"time"

	"monro/stdlib/problem"
)

// A Keeper keeps runs beyond the session, so that a study run again makes only
// those that are missing. Package store has one on SQLite. Its methods are called
// from several goroutines at once. What a Keeper returns as an error becomes a
// note of the result: no run fails because it could not be kept.
type Keeper interface {
	// Find returns the run of this identity that was kept last and has ended
	// (status Done or Failed) with its history and artefacts' names; nil where
	// there is none. A study takes over runs that are Done and repeats others.
	Find(id Identity) (*Run, error)

	// Begin notes that a run starts. The run has no history and no end yet, and
	// must not be changed. A run of the same identity that was kept before,
	// ended or not, is superseded by this one once it has ended.
	Begin(run *Run) (Recorder, error)
}

// A Recorder takes what one run logs to its Keeper. Its methods are called by one
// goroutine at a time, Finish last and once. A run without Finish was cut off: a
// killed process leaves such runs behind.
type Recorder interface {
	// Log keeps the next points of the run, in the order they were logged. The
	// slice is the caller's and is used again.
	Log(points []Point) error

	// Artefact keeps a named file of the run, such as an image or a model. A
	// name that was used before gets the new contents.
	Artefact(name string, data []byte) error

	// Finish notes how the run ended.
	Finish(end End) error
}

// An Identity is what determines the numbers of a run, given its code: two runs
// with equal identities are the same experiment done twice. String is a text
// that is equal for equal identities and different for others.
type Identity struct {
	Study  string // the name of the study
	Setup  string // what holds for all its runs, in words: problem, budget, version of the code
	Arm    string // the method or variant
	Params Params // the values of the parameters that vary; may be empty
	Seed   uint64
}

// A Run is one trial of a study as it is kept.
type Run struct {
	Identity
	Source    string    // code of the cell that ran it, "" where there is none
	Commit    string    // git commit of the working folder, with "+" where a repository was not clean; "" outside of one
	Started   time.Time // of the run
	End                 // zero while it runs
	History   *History  // what was logged; nil while it runs
	Artefacts []string  // names of what Recorder.Artefact got
}

// An End is how a run ended.
type End struct {
	Status  Status
	Error   string  // why it failed, "" where it did not
	Seconds float64 // wall clock from begin to end
}

// Status says whether a run has ended, and how.
type Status string

// The states of a run. A run with NaN among its values is Done: it is flagged
// where it is summarised.
const (
	Running     Status = "running"     // or cut off
	Done        Status = "done"        // its body returned nil
	Failed      Status = "failed"      // its body returned an error or panicked
	Interrupted Status = "interrupted" // somebody stopped it
)

// A Place is where a run is when it logs something: the axes that its metrics
// can be plotted against.
type Place struct {
	Step    int          // iterations made
	Epoch   float64      // passes over the data, 0 where there are none
	Cost    problem.Cost // what the run has spent on oracles and communication
	Seconds float64      // wall clock since the run began, without the time spent on metrics where the run says so
}

// A Point is one value of one metric.
type Point struct {
	Metric string
	Place
	Value float64
}
