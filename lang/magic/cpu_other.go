//go:build !unix

package magic

import "time"

// cpuTime is not known here; what prints it leaves it out.
func cpuTime() time.Duration { return 0 }
