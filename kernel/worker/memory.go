package worker

import (
	"fmt"
	"math"
	"os"
	"path"
	"strconv"
	"strings"
)

// defaultShare of the memory there is goes to cells unless MONRO_MEMORY says otherwise.
const defaultShare = 80

// MemoryLimit reads the value of MONRO_MEMORY: a number of bytes, which may end
// in K, M, G or T (powers of 1024), or a percentage of the memory that the machine
// or the process's cgroup has. "0" is no limit; "" is 80 %. Where the memory is
// not known, which is everywhere but on Linux, percentages are no limit.
func MemoryLimit(s string) (int64, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		s = strconv.Itoa(defaultShare) + "%"
	}
	bad := func() (int64, error) {
		return 0, fmt.Errorf("MONRO_MEMORY is %q; a size such as 2G, a share such as 80%% or 0 is wanted", s)
	}
	number, factor := s, 1.0
	last := strings.ToUpper(s[len(s)-1:])
	if i := strings.Index("KMGT", last); i >= 0 {
		number, factor = s[:len(s)-1], math.Pow(1024, float64(i+1))
	} else if last == "%" {
		number, factor = s[:len(s)-1], float64(memoryTotal())/100
	}
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || !(v >= 0) || v*factor >= math.MaxInt64 || last == "%" && v > 100 {
		return bad()
	}
	return int64(v * factor), nil
}

// memoryTotal is the memory that this process may use, as far as Linux tells; else 0.
func memoryTotal() int64 {
	total := int64(0)
	if data, err := os.ReadFile("/proc/meminfo"); err == nil {
		for line := range strings.Lines(string(data)) {
			if f := strings.Fields(line); len(f) >= 2 && f[0] == "MemTotal:" {
				kb, _ := strconv.ParseInt(f[1], 10, 64)
				total = kb << 10
			}
		}
	}
	for _, file := range cgroupFiles() {
		data, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		limit, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64) // "max" is none
		if err == nil && limit > 0 && (total == 0 || limit < total) {
			total = limit
		}
	}
	return total
}

// cgroupFiles lists where a limit may stand: in the process's group and in those above it.
func cgroupFiles() []string {
	files := []string{"/sys/fs/cgroup/memory/memory.limit_in_bytes"} // version 1
	data, _ := os.ReadFile("/proc/self/cgroup")
	for line := range strings.Lines(string(data)) {
		group, ok := strings.CutPrefix(strings.TrimSpace(line), "0::")
		for ok {
			files = append(files, path.Join("/sys/fs/cgroup", group, "memory.max"))
			ok = group != "/" && group != "" && group != "."
			group = path.Dir(group)
		}
	}
	return files
}
