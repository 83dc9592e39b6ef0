package data

import (
	"slices"
	"strings"
	"testing"
)

func TestIDX(t *testing.T) {
	images := "\x00\x00\x08\x03\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x03\x00\x7f\xff\x01\x02\x03"
	labels := "\x00\x00\x09\x01\x00\x00\x00\x02\x05\xff"
	d, err := IDX(write(t, "images.gz", zip(t, []byte(images))), write(t, "labels", []byte(labels)))
	if err != nil {
		t.Fatal(err)
	}
	if d.N != 2 || d.D != 3 || !slices.Equal(d.X, []float64{0, 127, 255, 1, 2, 3}) ||
		!slices.Equal(d.Y, []float64{5, -1}) || !slices.Equal(d.Shape, []int{1, 3}) {
		t.Errorf("got %+v", d)
	}
	for name, c := range map[string]struct {
		text string
		want []float64
	}{
		"int16":   {"\x00\x00\x0b\x01\x00\x00\x00\x01\xff\xfe", []float64{-2}},
		"int32":   {"\x00\x00\x0c\x01\x00\x00\x00\x01\x00\x01\x00\x00", []float64{65536}},
		"float32": {"\x00\x00\x0d\x01\x00\x00\x00\x01\x3f\xc0\x00\x00", []float64{1.5}},
		"float64": {"\x00\x00\x0e\x01\x00\x00\x00\x01\xbf\xf8\x00\x00\x00\x00\x00\x00", []float64{-1.5}},
	} {
		d, err := parseIDX(reader(c.text), "f", 1000)
		if err != nil || !slices.Equal(d.X, c.want) {
			t.Errorf("%s: %v, %v", name, d, err)
		}
	}
	big := "\x00\x00\x08\x02\x00\x00\x00\xff\x00\x00\x01\x00" + strings.Repeat("\x07", 255*256)
	if d, err := parseIDX(reader(big), "f", 1<<20); err != nil || len(d.X) != 255*256 || d.X[65000] != 7 {
		t.Errorf("several chunks: %v", err)
	}
}

func TestBadIDX(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"", "f: the IDX header is cut short: EOF"},
		{"\x00\x00\x08", "f: the IDX header is cut short"},
		{"\x00\x00\x08\x02\x00\x00\x00\x01\x00", "cut short at dimension 2 of 2"},
		{"PK\x03\x04aaaa", "begins with bytes 504b0304: want an IDX file"},
		{"\x00\x00\x0a\x01\x00\x00\x00\x01\x01", "begins with bytes 00000a01"},
		{"\x00\x00\x08\x00\x00\x00\x00\x01\x01", "begins with bytes 00000800"},
		{"\x00\x00\x08\x01\x00\x00\x00\x03\x01\x02", "ends after 2 of 3 values"},
		{"\x00\x00\x0b\x01\x00\x00\x00\x02\x01\x02\x03", "ends after 1 of 2 values"},
		{"\x00\x00\x08\x01\x00\x00\x00\x01\x01\x02", "goes on after the 1 values"},
		{"\x00\x00\x08\x02\x00\x00\x00\x00\xff\xff\xff\xff", "dimension 1 is 0"},
		{"\x00\x00\x08\x02\xff\xff\xff\xff\xff\xff\xff\xff", "dimension 1 is 4294967295: more than 1000 values"},
		{"\x00\x00\x0d\x01\x00\x00\x00\x01\x7f\xc0\x00\x00", "value 0 is NaN"},
	} {
		_, err := parseIDX(reader(c.text), "f", 1000)
		wantError(t, err, c.says)
	}
	images := write(t, "i", []byte("\x00\x00\x08\x02\x00\x00\x00\x01\x00\x00\x00\x01\x09"))
	two := write(t, "two", []byte("\x00\x00\x08\x01\x00\x00\x00\x02\x01\x02"))
	_, err := IDX(images, two)
	wantError(t, err, "1 images", "2 labels")
	_, err = IDX(images, images)
	wantError(t, err, "2 dimensions: want 1")
	_, err = MNIST("test")
	wantError(t, err, `part = "test"`, "t10k")
}
