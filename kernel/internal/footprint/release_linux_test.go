package footprint

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"
)

func TestConstant(t *testing.T) {
	for _, c := range []struct {
		line       string
		from, size uintptr
		ok         bool
	}{
		{"00401000-0179d000 r-xp 00001000 fe:00 1234                       /usr/bin/monro", 0x401000, 0x139c000, true},
		{"0179d000-02d22000 r--p 0139d000 fe:00 1234                       /usr/bin/monro", 0x179d000, 0x1585000, true},
		{"02d22000-03351000 rw-p 02922000 fe:00 1234                       /usr/bin/monro", 0, 0, false},
		{"7f0000000000-7f0000010000 r--p 00000000 fe:00 99                 /lib/libc.so.6", 0, 0, false},
		{"03351000-05375000 rw-p 00000000 00:00 0", 0, 0, false},
		{"c000000000-c000400000 r--p 00000000 00:00 0                      [heap]", 0, 0, false},
		{"00401000-0179d000 r--s 00001000 fe:00 1234                       /usr/bin/monro", 0, 0, false},
		{"xyz-0179d000 r-xp 00001000 fe:00 1234                            /usr/bin/monro", 0, 0, false},
		{"", 0, 0, false},
	} {
		from, size, ok := constant(c.line, "/usr/bin/monro")
		if from != c.from || size != c.size || ok != c.ok {
			t.Errorf("%q: %#x, %#x, %v, want %#x, %#x, %v", c.line, from, size, ok, c.from, c.size, c.ok)
		}
	}
}

// held is how much of this program's constants is in memory, in KiB.
func held(t *testing.T) (sum int) {
	t.Helper()
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	counts := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if !strings.HasSuffix(fields[0], ":") {
			_, _, counts = constant(lines.Text(), program)
		}
		if counts && fields[0] == "Rss:" {
			n, err := strconv.Atoi(fields[1])
			if err != nil {
				t.Fatal(err)
			}
			sum += n
		}
	}
	return sum
}

func TestRelease(t *testing.T) {
	before := held(t)
	if err := Release(); err != nil {
		t.Fatal(err)
	}
	if after := held(t); before == 0 || after >= before {
		t.Errorf("%d KiB of the program in memory, %d before", after, before)
	}
}
