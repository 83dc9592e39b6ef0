package display

import (
	"fmt"
	"math"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	wholeSlice = 100    // slices up to this length are printed whole
	sliceEnd   = 10     // elements at either end of a longer one
	wholeMap   = 50     // entries printed of a map
	sortMap    = 10_000 // larger maps are not sorted: it would cost more than it shows
	maxDepth   = 8      // of nested values; also what ends a cycle
)

// cut shortens s to about limit bytes at a rune boundary and says so.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := limit
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + fmt.Sprintf("… (%d bytes in all)", len(s))
}

// plain writes any value as text of at most about TextLimit bytes.
func plain(v any) string { return plainAs(reflect.ValueOf(v), nil) }

func plainAs(v reflect.Value, f Form) string {
	p := printer{limit: TextLimit}
	p.value(v, f, 0)
	if p.full() {
		return cutHere(p.buf.String(), TextLimit)
	}
	return p.buf.String()
}

// cutHere shortens a text whose whole length was never known.
func cutHere(s string, limit int) string {
	if len(s) > limit {
		for limit > 0 && !utf8.RuneStart(s[limit]) {
			limit--
		}
		s = s[:limit]
	}
	return s + " …"
}

// A printer writes values until its limit is reached and then stops looking.
type printer struct {
	buf   strings.Builder
	limit int
}

func (p *printer) full() bool { return p.buf.Len() > p.limit }

func (p *printer) text(s string) {
	if room := p.limit + 1 - p.buf.Len(); len(s) > room+utf8.UTFMax {
		s = s[:max(room, 0)+utf8.UTFMax]
	}
	p.buf.WriteString(s)
}

// method writes v by its own String or Error method, if it has one.
func (p *printer) method(v reflect.Value, f Form) bool {
	if f != nil {
		m := f.Method(v)
		if m != nil {
			p.text(safely(m))
		}
		return m != nil
	}
	if !v.CanInterface() {
		return false
	}
	switch m := v.Interface().(type) {
	case error:
		p.text(safely(m.Error))
	case fmt.Stringer:
		p.text(safely(m.String))
	default:
		return false
	}
	return true
}

func (p *printer) value(v reflect.Value, f Form, depth int) {
	if p.full() {
		return
	}
	if !v.IsValid() {
		p.text("nil")
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		if v.IsNil() {
			p.text("nil")
			return
		}
	}
	if v.Kind() != reflect.Interface && p.method(v, f) {
		return
	}
	if depth > maxDepth {
		p.text("…")
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		p.text(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.text(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		p.text(strconv.FormatUint(v.Uint(), 10))
	case reflect.Float32:
		p.float(v.Float(), depth, 32)
	case reflect.Float64:
		p.float(v.Float(), depth, 64)
	case reflect.Complex64, reflect.Complex128:
		p.text(strconv.FormatComplex(v.Complex(), 'g', digits(depth), v.Type().Bits()))
	case reflect.String:
		p.string(v.String(), depth)
	case reflect.Slice, reflect.Array:
		p.list(v, f, depth)
	case reflect.Map:
		p.dict(v, f, depth)
	case reflect.Struct:
		p.fields(v, f, depth)
	case reflect.Interface:
		p.inside(v, f, depth)
	case reflect.Pointer:
		p.text("&")
		p.inside(v, f, depth+1)
	default: // functions, channels: the type says what can be said
		if f != nil {
			p.text(f.String())
			return
		}
		p.text(v.Type().String())
	}
}

// inside writes what a pointer points to or an interface holds.
func (p *printer) inside(v reflect.Value, f Form, depth int) {
	if f == nil {
		p.value(v.Elem(), nil, depth)
		return
	}
	x, form := f.Inside(v)
	p.value(x, form, depth)
}

// digits is the precision of floats: all of a number on its own, six
// significant digits inside of something.
func digits(depth int) int {
	if depth == 0 {
		return -1
	}
	return 6
}

func (p *printer) float(x float64, depth, bits int) {
	p.text(number(x, digits(depth), bits))
}

// number formats x without exponents for sizes that people read without them.
func number(x float64, prec, bits int) string {
	if a := math.Abs(x); prec < 0 && (x == 0 || a >= 1e-5 && a < 1e15) {
		return strconv.FormatFloat(x, 'f', -1, bits)
	}
	return strconv.FormatFloat(x, 'g', prec, bits)
}

func (p *printer) string(s string, depth int) {
	if depth == 0 {
		p.text(s)
		return
	}
	if len(s) > p.limit {
		s = s[:p.limit]
	}
	p.text(s)
}

func (p *printer) list(v reflect.Value, f Form, depth int) {
	n := v.Len()
	if v.Kind() == reflect.Slice && v.IsNil() {
		p.text("[]")
		return
	}
	sep := " "
	if k := v.Type().Elem().Kind(); k == reflect.Slice || k == reflect.Array || k == reflect.Struct || k == reflect.Map {
		sep = "\n" + strings.Repeat(" ", depth+1)
	}
	p.text("[")
	for i := 0; i < n && !p.full(); i++ {
		if i > 0 {
			p.text(sep)
		}
		if n > wholeSlice && i == sliceEnd {
			p.text("…" + sep)
			i = n - sliceEnd
		}
		x, form := v.Index(i), Form(nil)
		if f != nil {
			x, form = f.Item(x)
		}
		p.value(x, form, depth+1)
	}
	p.text("]")
	if n > wholeSlice {
		p.text(fmt.Sprintf(" (len %d)", n))
	}
}

func (p *printer) dict(v reflect.Value, f Form, depth int) {
	n := v.Len()
	var keys []reflect.Value
	for it := v.MapRange(); it.Next() && (n <= sortMap || len(keys) < wholeMap); {
		keys = append(keys, it.Key())
	}
	sort.SliceStable(keys, func(i, j int) bool { return lessKey(keys[i], keys[j]) })
	p.text("map[")
	for i, k := range keys[:min(len(keys), wholeMap)] {
		if p.full() {
			return
		}
		if i > 0 {
			p.text(" ")
		}
		x := v.MapIndex(k)
		var key, item Form
		if f != nil {
			k, key = f.Key(k)
			x, item = f.Item(x)
		}
		p.value(k, key, depth+1)
		p.text(": ")
		p.value(x, item, depth+1)
	}
	if n > wholeMap {
		p.text(" …")
	}
	p.text("]")
	if n > wholeMap {
		p.text(fmt.Sprintf(" (len %d)", n))
	}
}

func lessKey(a, b reflect.Value) bool {
	if a.Kind() == reflect.Interface {
		a, b = a.Elem(), b.Elem()
	}
	if a.Kind() != b.Kind() {
		return a.Kind() < b.Kind()
	}
	switch {
	case a.CanInt():
		return a.Int() < b.Int()
	case a.CanUint():
		return a.Uint() < b.Uint()
	case a.CanFloat():
		return a.Float() < b.Float()
	case a.Kind() == reflect.String:
		return a.String() < b.String()
	case a.Kind() == reflect.Bool:
		return !a.Bool() && b.Bool()
	}
	return plainValue(a) < plainValue(b)
}

func plainValue(v reflect.Value) string {
	p := printer{limit: 200}
	p.value(v, nil, 1)
	return p.buf.String()
}

func (p *printer) fields(v reflect.Value, f Form, depth int) {
	t := v.Type()
	name, n := t.Name(), t.NumField()
	if f != nil {
		name, n = f.Name(), f.Fields()
	}
	p.text(name + "{")
	for i := 0; i < n && !p.full(); i++ {
		if i > 0 {
			p.text(", ")
		}
		var x reflect.Value
		var form Form
		if f != nil {
			name, x, form = f.Field(v, i)
		} else {
			name, x = t.Field(i).Name, v.Field(i)
		}
		p.text(name + ": ")
		p.value(x, form, depth+1)
	}
	p.text("}")
}
