package data

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

// LIBSVM loads a file in the sparse format of LIBSVM: a line an example, the
// label and then number:value for the features that are not zero, numbered from
// 1 and rising. What follows a # is a comment. The result is dense, D being the
// greatest feature number in the file (see Widen), and at most MaxValues large.
//
// name is a path, or a name such as "a9a" for which a9a.libsvm.gz or a9a.libsvm
// is looked up here, in the folder MONRO_DATA and in the cache (see Fetch). Files may
// be gzipped.
func LIBSVM(name string) (*Dataset, error) {
	return load(name, []string{".libsvm.gz", ".libsvm", ".gz"}, func(r *bufio.Reader, file string) (*Dataset, error) {
		return parseLIBSVM(r, file, MaxValues)
	})
}

// sparse is rows of numbered values, one after the other.
type sparse struct {
	labels  []float64
	ends    []int // of each row in columns and values
	columns []int // from 0
	values  []float64
	width   int
}

func parseLIBSVM(r *bufio.Reader, file string, limit int) (*Dataset, error) {
	var rows sparse
	for number := 1; ; number++ {
		line, err := r.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, &ParseError{File: file, Line: number, Problem: "cannot read on", Err: err}
		}
		if e := rows.add(line, limit); e != nil {
			e.File, e.Line = file, number
			return nil, e
		}
		if err != nil {
			break
		}
	}
	n := len(rows.labels)
	if n == 0 {
		return nil, &ParseError{File: file, Problem: "no examples: want lines such as \"1 3:0.5 7:1\""}
	}
	if err := checkSize(file, n, rows.width, limit); err != nil {
		return nil, err
	}
	return rows.dense(), nil
}

// add parses one line. The error's column is set, its file and line are not.
func (s *sparse) add(line []byte, limit int) *ParseError {
	if i := bytes.IndexByte(line, '#'); i >= 0 {
		line = line[:i]
	}
	word, at, rest := nextWord(line, 0)
	if len(word) == 0 {
		return nil
	}
	label, ok := number(word)
	if !ok {
		return &ParseError{Column: at + 1, Problem: fmt.Sprintf("label %s: want one finite number", quote(word))}
	}
	last := 0
	for {
		word, at, rest = nextWord(line, rest)
		if len(word) == 0 {
			break
		}
		index, value, found := bytes.Cut(word, []byte(":"))
		j, err := strconv.Atoi(string(index))
		if !found || err != nil || j < 1 {
			return &ParseError{Column: at + 1, Problem: fmt.Sprintf("%s: want number:value with a feature number from 1", quote(word))}
		}
		if j <= last {
			return &ParseError{Column: at + 1, Problem: fmt.Sprintf("feature %d after feature %d: want rising numbers", j, last)}
		}
		if j > limit {
			return &ParseError{Column: at + 1, Problem: fmt.Sprintf("feature %d: want at most %d, or the rows would not fit in memory", j, limit)}
		}
		v, ok := number(value)
		if !ok {
			return &ParseError{Column: at + len(index) + 2, Problem: fmt.Sprintf("value %s of feature %d: want a finite number", quote(value), j)}
		}
		last = j
		s.columns = append(s.columns, j-1)
		s.values = append(s.values, v)
	}
	s.width = max(s.width, last)
	s.labels = append(s.labels, label)
	s.ends = append(s.ends, len(s.values))
	return nil
}

func (s *sparse) dense() *Dataset {
	d := &Dataset{N: len(s.labels), D: s.width, Y: s.labels}
	d.X = make([]float64, d.N*d.D)
	from := 0
	for i, end := range s.ends {
		row := d.Row(i)
		for k := from; k < end; k++ {
			row[s.columns[k]] = s.values[k]
		}
		from = end
	}
	return d
}

// nextWord returns the word of line at or after byte from, its place, and where
// it ends.
func nextWord(line []byte, from int) (word []byte, at, end int) {
	space := func(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
	for from < len(line) && space(line[from]) {
		from++
	}
	end = from
	for end < len(line) && !space(line[end]) {
		end++
	}
	return line[from:end], from, end
}

// number parses a finite decimal number.
func number(b []byte) (float64, bool) {
	v, err := strconv.ParseFloat(string(b), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// quote shows at most the beginning of what was found.
func quote(b []byte) string {
	const most = 40
	if len(b) > most {
		return strconv.Quote(string(b[:most])) + "..."
	}
	return strconv.Quote(string(b))
}

// WriteLIBSVM writes d in the format that LIBSVM reads, gzipped where path ends in
// .gz. Numbers are written exactly. Names and other descriptions are not kept;
// without targets the labels are 0. The last feature of the first example is
// always written, so that D survives.
func (d *Dataset) WriteLIBSVM(path string) error {
	if err := d.writable(); err != nil {
		return err
	}
	return create(path, func(w *bufio.Writer) {
		var b []byte
		for i := range d.N {
			b = strconv.AppendFloat(b[:0], d.target(i), 'g', -1, 64)
			for j, v := range d.Row(i) {
				if v != 0 || (i == 0 && j == d.D-1) {
					b = append(b, ' ')
					b = strconv.AppendInt(b, int64(j+1), 10)
					b = append(b, ':')
					b = strconv.AppendFloat(b, v, 'g', -1, 64)
				}
			}
			b = append(b, '\n')
			w.Write(b)
		}
	})
}

func (d *Dataset) target(i int) float64 {
	if len(d.Y) == 0 {
		return 0
	}
	return d.Y[i]
}

// writable refuses what the loaders would refuse.
func (d *Dataset) writable() error {
	if err := d.Check(); err != nil {
		return err
	}
	if d.N == 0 {
		return fmt.Errorf("data: %q has no examples to write", d.Name)
	}
	for i := range d.N {
		for j, v := range d.Row(i) {
			if v-v != 0 {
				return fmt.Errorf("data: feature %d of example %d is %v: want finite numbers", j, i, v)
			}
		}
		if v := d.target(i); v-v != 0 {
			return fmt.Errorf("data: target of example %d is %v: want finite numbers", i, v)
		}
	}
	return nil
}
