package data

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"monro/stdlib/vec"
)

// IDX loads images and labels in the IDX format of MNIST. X holds the values as
// they are stored (bytes: 0 to 255), one image a row, and Shape its dimensions.
// With an empty labels name there are no targets.
//
// Each name is a path, or a name such as "mnist/t10k-images-idx3-ubyte" that is
// looked up, also with .gz added, here, in the folder MONRO_DATA and in the cache (see
// Fetch). Files may be gzipped.
func IDX(images, labels string) (*Dataset, error) {
	d, err := loadIDX(images)
	if err != nil || labels == "" {
		return d, err
	}
	l, err := loadIDX(labels)
	if err != nil {
		return nil, err
	}
	if len(l.Shape) != 0 {
		return nil, fmt.Errorf("data.IDX: labels %s have %d dimensions: want 1", labels, len(l.Shape)+1)
	}
	if l.N != d.N {
		return nil, fmt.Errorf("data.IDX: %d images in %s and %d labels in %s: want as many", d.N, images, l.N, labels)
	}
	d.Y = l.X
	return d, nil
}

// MNIST loads a part of the MNIST digits, "train" or "t10k", from the files
// mnist/<part>-images-idx3-ubyte.gz and mnist/<part>-labels-idx1-ubyte.gz in the
// folder MONRO_DATA. Values are scaled to [0, 1]; labels are 0 to 9.
func MNIST(part string) (*Dataset, error) {
	if part != "train" && part != "t10k" {
		return nil, fmt.Errorf("data.MNIST: part = %q: want \"train\" or \"t10k\"", part)
	}
	d, err := IDX("mnist/"+part+"-images-idx3-ubyte", "mnist/"+part+"-labels-idx1-ubyte")
	if err != nil {
		return nil, err
	}
	d.Name = "mnist " + part
	if err := d.want("mnist/"+part+"-labels-idx1-ubyte", d.D, 10); err != nil {
		return nil, err
	}
	vec.Scale(d.X, 1./255, d.X)
	return d, nil
}

func loadIDX(name string) (*Dataset, error) {
	return load(name, []string{".gz"}, func(r *bufio.Reader, file string) (*Dataset, error) {
		return parseIDX(r, file, MaxValues)
	})
}

// parseIDX reads an array whose first dimension counts the examples. Shape is
// empty for a vector, whose D is 1.
func parseIDX(r *bufio.Reader, file string, limit int) (*Dataset, error) {
	fail := func(err error, format string, args ...any) (*Dataset, error) {
		return nil, &ParseError{File: file, Problem: fmt.Sprintf(format, args...), Err: err}
	}
	var magic [4]byte
	if _, err := io.ReadFull(r, magic[:]); err != nil {
		return fail(err, "the IDX header is cut short")
	}
	size, decode := idxType(magic[2])
	dimensions := int(magic[3])
	if magic[0] != 0 || magic[1] != 0 || decode == nil || dimensions < 1 {
		return fail(nil, "begins with bytes %x: want an IDX file, 0000, a type from 08 to 0e, and the number of dimensions", magic)
	}
	shape := make([]int, dimensions)
	total := 1
	for k := range shape {
		var b [4]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return fail(err, "the IDX header is cut short at dimension %d of %d", k+1, dimensions)
		}
		n := binary.BigEndian.Uint32(b[:])
		if n == 0 {
			return fail(nil, "dimension %d is 0: want at least 1", k+1)
		}
		if uint64(n) > uint64(limit/total) {
			return fail(nil, "dimension %d is %d: more than %d values in memory", k+1, n, limit)
		}
		shape[k] = int(n)
		total *= int(n)
	}
	// The header may promise more than there is: grow with what comes.
	x := make([]float64, 0, min(total, 1<<20))
	buffer := make([]byte, 1<<13*size)
	for len(x) < total {
		b := buffer[:min(len(buffer), (total-len(x))*size)]
		n, err := io.ReadFull(r, b)
		for ; n >= size; n, b = n-size, b[size:] {
			x = append(x, decode(b))
		}
		if err != nil {
			return fail(err, "ends after %d of %d values", len(x), total)
		}
	}
	if _, err := r.ReadByte(); err == nil {
		return fail(nil, "goes on after the %d values its header says", total)
	} else if !errors.Is(err, io.EOF) {
		return fail(err, "cannot read the end")
	}
	if i := vec.NonFinite(x); i >= 0 {
		return fail(nil, "value %d is %v: want finite numbers", i, x[i])
	}
	d := &Dataset{N: shape[0], D: 1, X: x}
	for _, n := range shape[1:] {
		d.D *= n
	}
	if dimensions > 1 {
		d.Shape = shape[1:]
	}
	return d, nil
}

// idxType returns the size in bytes of one value of a type and how to read it,
// nil for an unknown type.
func idxType(code byte) (size int, decode func([]byte) float64) {
	order := binary.BigEndian
	switch code {
	case 0x08:
		return 1, func(b []byte) float64 { return float64(b[0]) }
	case 0x09:
		return 1, func(b []byte) float64 { return float64(int8(b[0])) }
	case 0x0b:
		return 2, func(b []byte) float64 { return float64(int16(order.Uint16(b))) }
	case 0x0c:
		return 4, func(b []byte) float64 { return float64(int32(order.Uint32(b))) }
	case 0x0d:
		return 4, func(b []byte) float64 { return float64(math.Float32frombits(order.Uint32(b))) }
	case 0x0e:
		return 8, func(b []byte) float64 { return math.Float64frombits(order.Uint64(b)) }
	}
	return 0, nil
}
