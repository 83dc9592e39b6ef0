package data

import (
	"bufio"
	"encoding/csv"
	"io"
)

// records reads one record after the other; position is where field i of the
// last one stands.
type records interface {
	next() ([]string, error)
	position(i int) (line, column int)
}

func newRecords(r *bufio.Reader, separator rune) records {
	if separator == ' ' {
		return &blankRecords{r: r}
	}
	c := csv.NewReader(r)
	c.Comma = separator
	c.Comment = '#'
	c.FieldsPerRecord = -1
	c.ReuseRecord = true
	c.TrimLeadingSpace = separator != '\t'
	return commaRecords{c}
}

type commaRecords struct{ *csv.Reader }

func (c commaRecords) next() ([]string, error)           { return c.Read() }
func (c commaRecords) position(i int) (line, column int) { return c.FieldPos(i) }

// blankRecords are fields with any number of blanks between them.
type blankRecords struct {
	r       *bufio.Reader
	line    int
	fields  []string
	columns []int
}

func (b *blankRecords) next() ([]string, error) {
	for {
		line, err := b.r.ReadBytes('\n')
		if err != nil && (err != io.EOF || len(line) == 0) {
			return nil, err
		}
		b.line++
		b.fields, b.columns = b.fields[:0], b.columns[:0]
		for word, at, end := nextWord(line, 0); len(word) > 0; word, at, end = nextWord(line, end) {
			b.fields = append(b.fields, string(word))
			b.columns = append(b.columns, at+1)
		}
		if len(b.fields) > 0 && b.fields[0][0] != '#' {
			return b.fields, nil
		}
	}
}

func (b *blankRecords) position(i int) (line, column int) { return b.line, b.columns[i] }
