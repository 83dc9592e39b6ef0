package data

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

const (
	cifarPixels  = 3 * 32 * 32
	cifarClasses = 10
)

// CIFARBinary loads files in the binary format of CIFAR-10: records of 3073 bytes, a
// label 0 to 9 and 32×32 red, then green, then blue values, row after row. Values are
// scaled to [0, 1]; Shape is (3, 32, 32). Names are as for IDX; the examples of all
// files together are one data set, of at most MaxValues values, 43690 images.
func CIFARBinary(names ...string) (*Dataset, error) {
	if len(names) == 0 {
		return nil, errors.New("data.CIFARBinary: no file names: want at least one")
	}
	d := &Dataset{D: cifarPixels, Shape: []int{3, 32, 32}}
	for _, name := range names {
		err := open(name, []string{".gz"}, func(r *bufio.Reader, file string) error {
			d.Name = baseName(file)
			return parseCIFAR(d, r, file, MaxValues)
		})
		if err != nil {
			return nil, err
		}
	}
	return d, nil
}

// CIFAR10 loads a part of CIFAR-10 from the folder cifar-10-batches-bin, as the binary
// archive unpacks it, in the folder MONRO_DATA or the cache: "test" is test_batch.bin,
// "1" to "5" are data_batch_1.bin to data_batch_5.bin, and "train" is the first four of
// these, 40000 images in 1 GiB, the fifth being left for validation.
func CIFAR10(part string) (*Dataset, error) {
	var files []string
	switch part {
	case "test":
		files = []string{"test_batch"}
	case "1", "2", "3", "4", "5":
		files = []string{"data_batch_" + part}
	case "train":
		files = []string{"data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4"}
	default:
		return nil, fmt.Errorf("data.CIFAR10: part = %q: want \"train\", \"test\" or one of \"1\" to \"5\"", part)
	}
	for i, f := range files {
		files[i] = "cifar-10-batches-bin/" + f + ".bin"
	}
	d, err := CIFARBinary(files...)
	if err != nil {
		return nil, err
	}
	d.Name = "cifar-10 " + part
	d.Classes = []string{"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"}
	return d, nil
}

// parseCIFAR appends the records of one file to d.
func parseCIFAR(d *Dataset, r *bufio.Reader, file string, limit int) error {
	fail := func(err error, format string, args ...any) error {
		return &ParseError{File: file, Problem: fmt.Sprintf(format, args...), Err: err}
	}
	record := make([]byte, 1+cifarPixels)
	for n := 0; ; n++ {
		got, err := io.ReadFull(r, record)
		switch {
		case err == io.EOF && n > 0:
			return nil
		case err == io.EOF:
			return fail(nil, "empty: want records of %d bytes", len(record))
		case errors.Is(err, io.ErrUnexpectedEOF):
			return fail(err, "record %d, from byte %d on, has %d bytes: want %d", n, n*len(record), got, len(record))
		case err != nil:
			return fail(err, "cannot read record %d", n)
		case record[0] >= cifarClasses:
			return fail(nil, "label %d of record %d, at byte %d: want 0 to %d", record[0], n, n*len(record), cifarClasses-1)
		case d.N >= limit/cifarPixels:
			return fail(nil, "more than %d images: too many to hold in memory; load fewer files", limit/cifarPixels)
		}
		d.Y = append(d.Y, float64(record[0]))
		for _, b := range record[1:] {
			d.X = append(d.X, float64(b)/255)
		}
		d.N++
	}
}
