package display

import (
	"encoding/csv"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

func (t *Table) csv() (string, error) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	var record []string
	grouped := len(t.groups) > 1
	if grouped {
		record = append(record, "group")
	}
	spread := make([]bool, len(t.cols)) // columns that have errors
	for j, c := range t.cols {
		for _, r := range t.rows {
			_, ok := r.cells[j].Value.(Spread)
			spread[j] = spread[j] || ok
		}
		record = append(record, c.name)
		if spread[j] {
			record = append(record, c.name+" error")
		}
	}
	w.Write(record) // errors stay in w until Error
	for _, r := range t.rows {
		record = record[:0]
		if grouped {
			record = append(record, t.groups[r.group])
		}
		for j, c := range r.cells {
			s, ok := c.Value.(Spread)
			switch {
			case ok:
				record = append(record, csvFloat(s.Mean, 64), csvFloat(s.Err, 64))
			case spread[j]:
				record = append(record, csvCell(c.Value), "")
			default:
				record = append(record, csvCell(c.Value))
			}
		}
		w.Write(record)
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return "", fmt.Errorf("table: CSV: %w", err)
	}
	return b.String(), nil
}

func csvCell(v any) string {
	if v == nil {
		return ""
	}
	if s, ok := v.(string); ok {
		return s // in full
	}
	if _, named := v.(fmt.Stringer); !named {
		if r := reflect.ValueOf(v); r.CanFloat() {
			return csvFloat(r.Float(), r.Type().Bits())
		}
	}
	return plain(v)
}

func csvFloat(x float64, bits int) string { return strconv.FormatFloat(x, 'g', -1, bits) }
