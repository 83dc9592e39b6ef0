package display

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// format writes a table cell; floats with digits significant digits.
func format(v any, digits int) cell {
	switch v := v.(type) {
	case nil:
		return cell{}
	case string:
		return cell{mantissa: v}
	case Spread:
		return spread(v, digits)
	}
	if r := reflect.ValueOf(v); r.CanFloat() {
		if _, named := v.(fmt.Stringer); !named {
			return float(r.Float(), digits)
		}
	}
	return cell{mantissa: cut(plain(v), 200)}
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

// spread gives the error two significant digits and the mean as many decimals.
func spread(s Spread, digits int) cell {
	if s.Err <= 0 || math.IsNaN(s.Err) || math.IsInf(s.Err, 0) || math.IsNaN(s.Mean) || math.IsInf(s.Mean, 0) {
		c := float(s.Mean, digits)
		if e := float(s.Err, 2); s.Err != 0 {
			c.mantissa += " ± " + e.mantissa
		}
		return c
	}
	// Both take the power of ten of the larger, where that needs one.
	scale, exponent := 1.0, ""
	if exp := exponentOf(max(math.Abs(s.Mean), s.Err)); exp < -4 || exp >= 6 {
		scale, exponent = math.Pow(10, -float64(exp)), minus(strconv.Itoa(exp))
	}
	mean, err := s.Mean*scale, s.Err*scale
	decimals := min(max(1-exponentOf(err), 0), 17)
	text := minus(strconv.FormatFloat(mean, 'f', decimals, 64)) + " ± " + strconv.FormatFloat(err, 'f', decimals, 64)
	if exponent != "" {
		text = "(" + text + ")"
	}
	return cell{mantissa: text, exponent: exponent}
}

// exponentOf is the decimal exponent of x rounded to two significant digits.
func exponentOf(x float64) int {
	_, e, _ := strings.Cut(strconv.FormatFloat(x, 'e', 1, 64), "e")
	exp, _ := strconv.Atoi(e)
	return exp
}

// minus replaces the hyphen by the minus sign, which is as wide as a digit.
func minus(s string) string { return strings.Replace(s, "-", "−", 1) }
