//go:build unix

package worker

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// gathered is what a gatherer passes on for a script of "stream:text" steps and
// "tick", the end of the time that text may wait.
func gathered(eager int, steps ...string) []string {
	var got []string
	g := &gatherer{eager: eager}
	g.pass = func(stream byte, text []byte) { got = append(got, fmt.Sprintf("%d:%s", stream, text)) }
	g.armed = true // the test ticks, no clock does
	for _, s := range steps {
		if s == "tick" {
			g.tick()
			g.armed = true
			continue
		}
		g.mu.Lock()
		g.add(s[0]-'0', []byte(s[2:]))
		g.mu.Unlock()
	}
	got = append(got, "end")
	g.mu.Lock()
	defer g.mu.Unlock()
	g.flush()
	return got
}

func TestGatherer(t *testing.T) {
	long := strings.Repeat("x", streamSize)
	for _, tt := range []struct {
		name  string
		eager int
		steps []string
		want  []string
	}{
		{"joins", 0, []string{"1:a", "1:b", "tick", "1:c"}, []string{"1:ab", "end", "1:c"}},
		{"switches", 0, []string{"1:a", "2:b", "1:c"}, []string{"1:a", "2:b", "end", "1:c"}},
		{"eager twice a while", 2, []string{"1:a", "1:b", "1:c", "1:d", "tick", "1:e"}, []string{"1:a", "1:b", "1:cd", "1:e", "end"}},
		{"cuts what is long", 0, []string{"1:" + long + long + "y"}, []string{"1:" + long, "1:" + long, "end", "1:y"}},
		{"keeps half a character", 1, []string{"1:a\xc3", "1:\xa9b", "tick"}, []string{"1:a", "1:éb", "end"}},
		{"lets go of half a character", 0, []string{"1:a\xe2\x82", "2:b"}, []string{"1:a\xe2\x82", "end", "2:b"}},
		{"bytes that are no text", 0, []string{"1:\xff\xfe\x80\x80\x80\x80", "tick"}, []string{"1:\xff\xfe\x80\x80\x80\x80", "end"}},
	} {
		if got := gathered(tt.eager, tt.steps...); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %.80q, want %.80q", tt.name, got, tt.want)
		}
	}
}

func TestObituary(t *testing.T) {
	stack := "runtime: goroutine stack exceeds 1000000000-byte limit\nruntime: sp=0x1\nfatal error: stack overflow\n\nruntime stack:\n"
	for _, tt := range []struct{ words, want string }{
		{"", "it ended"},
		{"fatal error: concurrent map writes\n\ngoroutine 5 [running]:\npanic: not this\n", "it ended: fatal error: concurrent map writes"},
		{stack, "it ended: runtime: goroutine stack exceeds 1000000000-byte limit; fatal error: stack overflow"},
		{"chatter\npanic: boom\n", "it ended: panic: boom"},
	} {
		if got := obituary(nil, nil, tt.words); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.words, got, tt.want)
		}
	}
}

// FuzzReceive feeds the worker's and the host's side of the pipes random bytes.
func FuzzReceive(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x02\x01\x00\x00\x00\x01{}"))
	f.Add([]byte("\xff\xff\xff\xff\x01\x00\x00\x00\x01"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l := newLink(strings.NewReader(string(data)), nil)
		for read := 0; ; {
			fr, err := l.receive()
			if err != nil {
				return
			}
			if read += headerSize + len(fr.body); read > len(data) {
				t.Fatalf("%d bytes out of %d", read, len(data))
			}
		}
	})
}
