package store

import (
	"strings"

	"monro/stdlib/experiment"
)

// fields are the columns that every run has, and where they come from. The
// parameters and metrics of the runs come after them.
var fields = []struct{ name, from string }{
	{"id", "r.id"},
	{"study", "r.study"},
	{"setup", "(SELECT text FROM texts WHERE id = r.setup)"},
	{"arm", "r.arm"},
	{"seed", "r.seed"},
	{"status", "r.status"},
	{"error", "r.error"},
	{"started", "r.started"},
	{"seconds", "r.seconds"},
	{"revision", "r.revision"},
	{"source", "(SELECT text FROM texts WHERE id = r.source)"},
	{"folder", "r.folder"},
	{"go", "r.go"},
	{"platform", "r.platform"},
	{"procs", "r.procs"},
}

func fieldNames() []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}

// value is what the run has in a column; nil where it has nothing.
func (r *Run) value(column string) any {
	switch column {
	case "id":
		return r.ID
	case "study":
		return r.Study
	case "setup":
		return r.Setup
	case "arm":
		return r.Arm
	case "seed":
		return r.Seed
	case "status":
		return string(r.Status)
	case "error":
		return r.Error
	case "started":
		return r.Started.UTC().Format(timeFormat)
	case "seconds":
		if r.Status == experiment.Running {
			return nil
		}
		return r.Seconds
	case "revision":
		return r.Commit
	case "source":
		return r.Source
	case "folder":
		return r.Folder
	case "go":
		return r.Go
	case "platform":
		return r.Platform
	case "procs":
		return r.Procs
	}
	if v, ok := r.Params[column]; ok {
		return v
	}
	if m, ok := r.Metric(column); ok {
		return m.Last
	}
	if prefix, name, ok := strings.Cut(column, " "); ok {
		if m, ok := r.Metric(name); ok && prefix == "min" {
			return m.Min
		} else if ok && prefix == "max" {
			return m.Max
		}
	}
	if column == "method" {
		return r.Arm
	}
	return nil
}
