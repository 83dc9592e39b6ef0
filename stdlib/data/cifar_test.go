package data

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// cifarRecord is an image with the given label whose bytes count up from start.
func cifarRecord(label, start byte) []byte {
	r := make([]byte, 1+cifarPixels)
	r[0] = label
	for i := range cifarPixels {
		r[1+i] = start + byte(i)
	}
	return r
}

func TestCIFAR(t *testing.T) {
	folder := t.TempDir()
	t.Setenv(Folder, folder)
	if err := os.MkdirAll(filepath.Join(folder, "cifar-10-batches-bin"), 0o777); err != nil {
		t.Fatal(err)
	}
	put := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(folder, "cifar-10-batches-bin", name), content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	put("test_batch.bin", slices.Concat(cifarRecord(3, 0), cifarRecord(9, 7)))
	for i, name := range []string{"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin"} {
		put(name, cifarRecord(byte(i), 0))
	}
	d, err := CIFAR10("test")
	if err != nil {
		t.Fatal(err)
	}
	if d.N != 2 || d.D != 3072 || d.Check() != nil || d.Name != "cifar-10 test" || !slices.Equal(d.Y, []float64{3, 9}) || !slices.Equal(d.Shape, []int{3, 32, 32}) {
		t.Errorf("%v", d)
	}
	if row := d.Row(1); row[0] != 7./255 || row[248] != 1 || row[249] != 0 || d.Row(0)[255] != 1 {
		t.Errorf("values %v ...", row[:5])
	}
	if d, err = CIFAR10("train"); err != nil || !slices.Equal(d.Y, []float64{0, 1, 2, 3}) || d.Check() != nil {
		t.Errorf("train: %v, %v", d, err)
	}
	_, err = CIFAR10("5")
	wantError(t, err, "data_batch_5.bin", "put the file in "+folder)
	_, err = CIFAR10("all")
	wantError(t, err, `part = "all"`, `"train"`)
	_, err = CIFARBinary()
	wantError(t, err, "no file names")
}

func TestBadCIFAR(t *testing.T) {
	whole := slices.Concat(cifarRecord(1, 0), cifarRecord(2, 0))
	for _, c := range []struct {
		content []byte
		limit   int
		says    string
	}{
		{nil, MaxValues, "f: empty: want records of 3073 bytes"},
		{whole[:100], MaxValues, "f: record 0, from byte 0 on, has 100 bytes: want 3073"},
		{whole[:len(whole)-1], MaxValues, "f: record 1, from byte 3073 on, has 3072 bytes"},
		{append(slices.Clone(whole), 5), MaxValues, "f: record 2, from byte 6146 on, has 1 bytes"},
		{slices.Concat(whole, cifarRecord(10, 0)), MaxValues, "f: label 10 of record 2, at byte 6146: want 0 to 9"},
		{whole, cifarPixels, "f: more than 1 images"},
	} {
		err := parseCIFAR(&Dataset{D: cifarPixels}, reader(string(c.content)), "f", c.limit)
		wantError(t, err, c.says)
		var e *ParseError
		if !errors.As(err, &e) {
			t.Errorf("%v is not a ParseError", err)
		}
	}
}

func FuzzCIFAR(f *testing.F) {
	f.Add([]byte{})
	f.Add(cifarRecord(9, 1))
	f.Add(cifarRecord(10, 1))
	f.Add(append(cifarRecord(0, 1), 3))
	f.Fuzz(func(t *testing.T, b []byte) {
		d := &Dataset{D: cifarPixels}
		err := parseCIFAR(d, reader(string(b)), "f", fuzzLimit)
		if err != nil {
			return
		}
		if !sound(t, d, nil) || len(b) != d.N*3073 {
			t.Fatalf("%d bytes are %d images", len(b), d.N)
		}
		var back bytes.Buffer
		for i := range d.N {
			back.WriteByte(byte(d.Y[i]))
			for _, v := range d.Row(i) {
				back.WriteByte(byte(v*255 + 0.5))
			}
		}
		if !bytes.Equal(back.Bytes(), b) {
			t.Fatal("the images are other ones")
		}
	})
}
