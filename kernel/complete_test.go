package kernel

import (
	"testing"
)

func FuzzByteOffset(f *testing.F) {
	f.Add("é𝔤x", 2)
	f.Add("\xff\xfe", 1)
	f.Fuzz(func(t *testing.T, code string, points int) {
		i := byteOffset(code, points)
		if i < 0 || i > len(code) {
			t.Fatalf("offset %d of %d", i, len(code))
		}
		if n := codePoints(code, i); points >= 0 && n != min(points, codePoints(code, len(code))) {
			t.Errorf("%q: %d code points became %d", code, points, n)
		}
	})
}
