package display

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode"
)

// format writes the value of a table cell: floats with so many significant
// digits, errors with errDigits; numbers by a verb of package fmt where there is one.
func format(v any, digits, errDigits int, verb string) cell {
	switch v := v.(type) {
	case nil:
		return cell{}
	case string:
		return cell{mantissa: clean(v)}
	case Spread:
		if verb != "" {
			return cell{mantissa: verbal(v.Mean, verb) + " ± " + verbal(v.Err, verb)}
		}
		return spread(v, digits, errDigits)
	}
	_, number := toFloat(v)
	if number && verb != "" {
		return cell{mantissa: verbal(v, verb)}
	}
	_, named := v.(fmt.Stringer)
	switch r := reflect.ValueOf(v); {
	case named:
	case r.CanFloat():
		return float(r.Float(), digits)
	case r.CanInt():
		return cell{mantissa: minus(strconv.FormatInt(r.Int(), 10))}
	}
	return cell{mantissa: clean(cut(plain(v), 200))}
}

// verbal formats a number by a verb, as another kind of number if need be.
func verbal(v any, verb string) string {
	x, _ := toFloat(v)
	tries := []any{v, x}
	if x == math.Trunc(x) && math.Abs(x) < 1<<62 {
		tries = append(tries, int64(x))
	}
	for _, v := range tries {
		if s := fmt.Sprintf(verb, v); !strings.Contains(s, "%!") {
			return minus(clean(s))
		}
	}
	return clean(fmt.Sprintf(verb, v)) // says what is wrong, as fmt does
}

// float rounds x to digits significant digits. Very large and very small numbers
// get a power of ten, others trailing zeros that show the precision.
func float(x float64, digits int) cell {
	switch {
	case math.IsNaN(x):
		return cell{mantissa: "NaN"}
	case math.IsInf(x, 1):
		return cell{mantissa: "∞"}
	case math.IsInf(x, -1):
		return cell{mantissa: "−∞"}
	case x == 0:
		return cell{mantissa: "0"}
	}
	m, e, _ := strings.Cut(strconv.FormatFloat(x, 'e', digits-1, 64), "e")
	exp, _ := strconv.Atoi(e)
	if exp < -4 || exp >= max(digits, 6) {
		return cell{mantissa: minus(m), exponent: minus(strconv.Itoa(exp))}
	}
	return cell{mantissa: minus(strconv.FormatFloat(x, 'f', max(digits-1-exp, 0), 64))}
}

// noise is the relative error below which a spread is that of rounding: equal
// numbers summed in floating point.
const noise = 1e-13

// spread rounds the error to errDigits significant digits and the mean to as
// many decimals.
func spread(s Spread, digits, errDigits int) cell {
	if s.Err > 0 && s.Err < noise*math.Abs(s.Mean) && !math.IsInf(s.Mean, 0) {
		s.Err = 0
	}
	if s.Err <= 0 || math.IsNaN(s.Err) || math.IsInf(s.Err, 0) || math.IsNaN(s.Mean) || math.IsInf(s.Mean, 0) {
		c := float(s.Mean, digits)
		if e := float(s.Err, errDigits); s.Err != 0 {
			c.mantissa += " ± " + e.mantissa
		}
		return c
	}
	// Both take the power of ten of the larger, where that needs one.
	mean, err, exponent := s.Mean, s.Err, ""
	if exp := exponentOf(max(math.Abs(s.Mean), s.Err), errDigits); exp < -4 || exp >= 6 {
		mean, err, exponent = shift(mean, -exp), shift(err, -exp), minus(strconv.Itoa(exp))
	}
	exp := exponentOf(err, errDigits)
	if exp >= errDigits { // the last digits of the integers say nothing
		unit := exp - errDigits + 1
		mean, err = shift(math.Round(shift(mean, -unit)), unit), shift(math.Round(shift(err, -unit)), unit)
	}
	decimals := min(max(errDigits-1-exp, 0), 17)
	text := minus(strconv.FormatFloat(mean, 'f', decimals, 64)) + " ± " + strconv.FormatFloat(err, 'f', decimals, 64)
	if exponent != "" {
		text = "(" + text + ")"
	}
	return cell{mantissa: text, exponent: exponent}
}

// shift is x times a power of ten.
func shift(x float64, exp int) float64 {
	if exp < 0 {
		if exp < -300 { // 10 to that power is no float
			return x / 1e300 / math.Pow10(-exp-300)
		}
		return x / math.Pow10(-exp)
	}
	if exp > 300 {
		return x * 1e300 * math.Pow10(exp-300)
	}
	return x * math.Pow10(exp)
}

// exponentOf is the decimal exponent of x rounded to so many significant digits.
func exponentOf(x float64, digits int) int {
	_, e, _ := strings.Cut(strconv.FormatFloat(x, 'e', digits-1, 64), "e")
	exp, _ := strconv.Atoi(e)
	return exp
}

// minus replaces the hyphen by the minus sign, which is as wide as a digit.
func minus(s string) string {
	if i := strings.IndexByte(s, '-'); i >= 0 && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' {
		return s[:i] + "−" + s[i+1:]
	}
	return s
}

// parts splits a cell where a column of numbers is aligned: behind the integer
// digits. Of other text, all is before.
func (c cell) parts() (before, after string) {
	seen := false
	for i, r := range c.mantissa {
		switch digit := unicode.IsDigit(r); {
		case digit:
			seen = true
		case seen:
			return c.mantissa[:i], c.mantissa[i:]
		}
	}
	return c.mantissa, ""
}

// places is how many columns of a grid need their cells split at the decimal
// point: where all have as much behind it, setting them right does as well.
func (g grid) places() []bool {
	split := make([]bool, len(g.align))
	for j, a := range g.align {
		if a != Decimal {
			continue
		}
		want := -1
		for _, l := range g.lines {
			if l.cells == nil || l.cells[j].mantissa == "" {
				continue
			}
			c := l.cells[j]
			_, after := c.parts()
			n := len(after) + 100*len(c.exponent) + 10000*len(c.mark)
			split[j] = split[j] || want >= 0 && n != want
			want = n
		}
	}
	return split
}
