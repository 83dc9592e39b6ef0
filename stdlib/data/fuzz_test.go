package data

import (
	"bufio"
	"bytes"
	"path/filepath"
	"slices"
	"testing"
)

const fuzzLimit = 1 << 16

// sound fails unless a parser returned either an error or a data set that holds
// together, within the limit.
func sound(t *testing.T, d *Dataset, err error) bool {
	t.Helper()
	if (d == nil) == (err == nil) {
		t.Fatalf("data %v and error %v", d, err)
	}
	if err != nil {
		return false
	}
	if e := d.Check(); e != nil || d.N < 1 || d.N*d.D > fuzzLimit {
		t.Fatalf("%d×%d: %v", d.N, d.D, e)
	}
	return true
}

func FuzzLIBSVM(f *testing.F) {
	for _, s := range []string{"1 1:2 3:4\n-1 2:1", "# c\n\n1", "1 0:1", "1 1:1:1", "+1 1:0x1p-2 2:1_0", "a b", "1 99999999999999999999:1", "1 65536:1\n2 1:1"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := parseLIBSVM(bufio.NewReader(bytes.NewReader(b)), "f", fuzzLimit)
		if !sound(t, d, err) {
			return
		}
		path := filepath.Join(t.TempDir(), "f")
		if err := d.WriteLIBSVM(path); err != nil {
			t.Fatal(err)
		}
		back, err := LIBSVM(path)
		if err != nil || back.D != d.D || !slices.Equal(back.X, d.X) || !slices.Equal(back.Y, d.Y) {
			t.Fatalf("reads back as %v, %v; wrote %v", back, err, d)
		}
	})
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "1;2;3\n4;5;6", "1 2\n3 4", "\"1\",2\n", "\xef\xbb\xbf1,2", "1\t2\n", "1,setosa\n2,virginica", ",\n,", "\"", "#\n1,1"} {
		f.Add([]byte(s), 0, 0, false, false, ',')
		f.Add([]byte(s), 1, -1, false, true, rune(0))
		f.Add([]byte(s), 0, 0, true, false, ' ')
	}
	f.Fuzz(func(t *testing.T, b []byte, skip, label int, noLabel, classes bool, separator rune) {
		o := CSVOptions{Separator: separator, Skip: skip % 100, Label: label, NoLabel: noLabel, Classes: classes}
		d, err := parseCSV(bufio.NewReader(bytes.NewReader(b)), "f", o, fuzzLimit)
		if !sound(t, d, err) {
			return
		}
		d.Names = nil // a name can look like a number
		path := filepath.Join(t.TempDir(), "f")
		if err := d.WriteCSV(path); err != nil {
			t.Fatal(err)
		}
		back, err := CSV(path, CSVOptions{NoLabel: noLabel})
		if err != nil || back.D != d.D || !slices.Equal(back.X, d.X) || !slices.Equal(back.Y, d.Y) {
			t.Fatalf("reads back as %v, %v; wrote %v", back, err, d)
		}
	})
}

func FuzzIDX(f *testing.F) {
	f.Add([]byte("\x00\x00\x08\x03\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x03\x00\x7f\xff\x01\x02\x03"))
	f.Add([]byte("\x00\x00\x0e\x01\x00\x00\x00\x01\xbf\xf8\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("\x00\x00\x08\x02\xff\xff\xff\xff\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := parseIDX(bufio.NewReader(bytes.NewReader(b)), "f", fuzzLimit)
		if sound(t, d, err) && d.D == 0 {
			t.Fatal("no values in a row")
		}
	})
}

func FuzzGzip(f *testing.F) {
	f.Add([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00"))
	f.Add([]byte("\x1f\x8bnot gzip"))
	f.Add([]byte("1 1:1\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := unpack(bytes.NewReader(b), "f")
		if err != nil {
			return
		}
		d, err := parseLIBSVM(r, "f", fuzzLimit)
		sound(t, d, err)
	})
}
