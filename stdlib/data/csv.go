package data

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// CSVOptions say how to read a file of separated values. The zero value reads a
// file whose separator is evident, with or without a line of names, and whose
// last column is the label.
type CSVOptions struct {
	Separator rune // 0: the first of comma, semicolon, tab, space that the first line holds; ' ' means any blanks
	Skip      int  // lines to leave out at the beginning
	Label     int  // the label's column, counted from 1, or from the right as −1, −2, ...; 0: the last
	NoLabel   bool // all columns are features
	Classes   bool // labels are names: Y numbers them in alphabetical order, Classes lists them
}

// CSV loads a file of separated numbers, a line an example. The first line (after
// Skip) gives the names of the columns where any of its features is not a
// number. Empty lines and lines that begin with # are left out; values may be
// quoted. At most one CSVOptions is used.
//
// name is a path, or a name such as "digits" for which digits.csv.gz or digits.csv
// is looked up here, in the folder MONRO_DATA and in the cache (see Fetch). Files may
// be gzipped.
func CSV(name string, options ...CSVOptions) (*Dataset, error) {
	var o CSVOptions
	if len(options) > 1 {
		return nil, fmt.Errorf("data.CSV: %d options: want at most one CSVOptions", len(options))
	}
	if len(options) == 1 {
		o = options[0]
	}
	return load(name, []string{".csv.gz", ".csv", ".gz"}, func(r *bufio.Reader, file string) (*Dataset, error) {
		return parseCSV(r, file, o, MaxValues)
	})
}

func parseCSV(r *bufio.Reader, file string, o CSVOptions, limit int) (*Dataset, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	for i := range o.Skip {
		if _, err := r.ReadSlice('\n'); err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, &ParseError{File: file, Line: i + 1, Problem: fmt.Sprintf("cannot skip %d lines", o.Skip), Err: err}
		}
	}
	if bom, _ := r.Peek(3); string(bom) == "\xef\xbb\xbf" {
		r.Discard(3)
	}
	if o.Separator == 0 {
		o.Separator = separator(r)
	}
	t := &table{options: o, file: file, limit: limit, records: newRecords(r, o.Separator)}
	for {
		fields, err := t.records.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, t.readError(err)
		}
		if err := t.add(fields); err != nil {
			err.File = file
			err.Line += o.Skip
			return nil, err
		}
	}
	if t.rows == 0 {
		return nil, &ParseError{File: file, Problem: "no examples: want at least one line of numbers"}
	}
	return t.dataset(), nil
}

func (o CSVOptions) check() error {
	switch {
	case o.Skip < 0:
		return fmt.Errorf("data.CSV: Skip = %d: want Skip >= 0", o.Skip)
	case o.NoLabel && (o.Label != 0 || o.Classes):
		return errors.New("data.CSV: NoLabel is set together with Label or Classes: want one of them")
	case o.Separator == '"' || o.Separator == '#' || o.Separator == '\n' || o.Separator == '\r' || o.Separator < 0 || o.Separator == 0xFFFD || o.Separator > 0x10FFFF || (0xD800 <= o.Separator && o.Separator < 0xE000):
		return fmt.Errorf("data.CSV: Separator = %q: want a character that numbers and quotes do not need, such as ','", o.Separator)
	}
	return nil
}

// separator guesses from the first line that lies in the reader's buffer.
func separator(r *bufio.Reader) rune {
	head, _ := r.Peek(r.Size())
	line := ""
	for l := range strings.Lines(string(head)) {
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' {
			line = l
			break
		}
	}
	for _, c := range ",;\t " {
		if strings.ContainsRune(line, c) {
			return c
		}
	}
	return ','
}

// A table collects the records of one file.
type table struct {
	options CSVOptions
	file    string
	limit   int
	records records

	columns, label int // label is −1 where there is none
	rows           int
	names          []string
	x, y           []float64
	classes        []string // of each row, where labels are names
}

// add takes one record. The error's line does not count skipped lines.
func (t *table) add(fields []string) *ParseError {
	first := t.columns == 0
	if first {
		if err := t.setColumns(len(fields)); err != nil {
			return err
		}
		if t.isHeader(fields) {
			for _, f := range fields {
				t.names = append(t.names, strings.Clone(strings.TrimSpace(f)))
			}
			return nil
		}
	}
	if len(fields) != t.columns {
		line, _ := t.records.position(0)
		return &ParseError{Line: line, Problem: fmt.Sprintf("%d columns: want %d as in the first line (leave lines out with Skip)", len(fields), t.columns)}
	}
	if t.columns > t.limit/(t.rows+1) {
		line, _ := t.records.position(0)
		return &ParseError{Line: line, Problem: fmt.Sprintf("more than %d values: too many to hold in memory", t.limit)}
	}
	for j, f := range fields {
		if j == t.label && t.options.Classes {
			t.classes = append(t.classes, strings.Clone(strings.TrimSpace(f)))
			continue
		}
		v, ok := number([]byte(strings.TrimSpace(f)))
		if !ok {
			line, column := t.records.position(j)
			want := "want a finite number"
			if j == t.label {
				want += " (for class names set Classes)"
			}
			return &ParseError{Line: line, Column: column, Problem: fmt.Sprintf("%s in column %d: %s", quote([]byte(f)), j+1, want)}
		}
		if j == t.label {
			t.y = append(t.y, v)
		} else {
			t.x = append(t.x, v)
		}
	}
	t.rows++
	return nil
}

// setColumns fixes the number of columns and which one is the label.
func (t *table) setColumns(n int) *ParseError {
	line, _ := t.records.position(0)
	t.columns, t.label = n, n-1
	switch l := t.options.Label; {
	case t.options.NoLabel:
		t.label = -1
		return nil
	case l > n || l < -n:
		return &ParseError{Line: line, Problem: fmt.Sprintf("%d columns, and Label = %d: want a column there is", n, l)}
	case l > 0:
		t.label = l - 1
	case l < 0:
		t.label = n + l
	}
	if n == 1 {
		return &ParseError{Line: line, Problem: "one column only: want features beside the label, or NoLabel"}
	}
	return nil
}

// isHeader reports whether a first record holds names: any feature that is not a
// number. A label that is a name says nothing, and where all columns are numbers
// there are no names.
func (t *table) isHeader(fields []string) bool {
	for j, f := range fields {
		if j == t.label && t.options.Classes {
			continue
		}
		f = strings.TrimSpace(f)
		if _, err := strconv.ParseFloat(f, 64); err != nil && f != "" && !errors.Is(err, strconv.ErrRange) {
			return true
		}
	}
	return false
}

func (t *table) dataset() *Dataset {
	d := &Dataset{N: t.rows, D: t.columns, X: t.x, Y: t.y, Names: t.names}
	if t.label >= 0 {
		d.D--
		if d.Names != nil {
			d.Names = slices.Delete(d.Names, t.label, t.label+1)
		}
	}
	if t.options.Classes {
		d.Classes = slices.Compact(slices.Sorted(slices.Values(t.classes)))
		d.Y = make([]float64, t.rows)
		for i, c := range t.classes {
			k, _ := slices.BinarySearch(d.Classes, c)
			d.Y[i] = float64(k)
		}
	}
	return d
}

// readError turns an error of the reader into one with the file and the line.
func (t *table) readError(err error) error {
	var e *csv.ParseError
	if errors.As(err, &e) {
		return &ParseError{File: t.file, Line: e.Line + t.options.Skip, Column: e.Column, Problem: "not separated values", Err: e.Err}
	}
	return &ParseError{File: t.file, Problem: fmt.Sprintf("cannot read on after %d examples", t.rows), Err: err}
}

// WriteCSV writes d as comma separated values, the target last, gzipped where path
// ends in .gz. Numbers are written exactly; a first line gives the names where
// there are any. CSV(path) reads it back, with NoLabel where d has no targets.
func (d *Dataset) WriteCSV(path string) error {
	if err := d.writable(); err != nil {
		return err
	}
	return create(path, func(w *bufio.Writer) {
		c := csv.NewWriter(w)
		record := make([]string, 0, d.D+1)
		if len(d.Names) > 0 {
			record = append(record, d.Names...)
			if len(d.Y) > 0 {
				record = append(record, "y")
			}
			c.Write(record)
		}
		for i := range d.N {
			record = record[:0]
			for _, v := range d.Row(i) {
				record = append(record, strconv.FormatFloat(v, 'g', -1, 64))
			}
			if len(d.Y) > 0 {
				record = append(record, strconv.FormatFloat(d.Y[i], 'g', -1, 64))
			}
			c.Write(record)
		}
		c.Flush()
	})
}
