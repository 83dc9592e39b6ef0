package rt

import (
	"go/types"
	"strings"
)

// typeVerb stands for %T of our own wrappers: fmt does not ask a Formatter for
// its type.
const typeVerb = '\uE000'

// pointerVerb stands for %p, likewise.
const pointerVerb = '\uE001'

// typeVerbs writes typeVerb and pointerVerb where %T and %p are asked of a wrapper.
func typeVerbs(format string, args []any) string {
	if !strings.ContainsAny(format, "Tp") {
		return format
	}
	var out strings.Builder
	arg := 0
	for i := 0; i < len(format); i++ {
		out.WriteByte(format[i])
		if format[i] != '%' {
			continue
		}
		for i++; i < len(format) && strings.IndexByte("+-# 0123456789.*[]", format[i]) >= 0; i++ {
			out.WriteByte(format[i])
			switch format[i] {
			case '*':
				arg++
			case '[':
				n := 0
				for j := i + 1; j < len(format) && format[j] >= '0' && format[j] <= '9'; j++ {
					n = n*10 + int(format[j]-'0')
				}
				arg = n - 1
			}
		}
		if i >= len(format) {
			break
		}
		if format[i] == '%' {
			out.WriteByte('%')
			continue
		}
		wrapped := false
		if arg >= 0 && arg < len(args) {
			_, wrapped = args[arg].(value)
		}
		switch {
		case format[i] == 'T' && wrapped:
			out.WriteRune(typeVerb)
		case format[i] == 'p' && wrapped:
			out.WriteRune(pointerVerb)
		default:
			out.WriteByte(format[i])
		}
		arg++
	}
	return out.String()
}

func (x value) name() string {
	if _, ok := types.Unalias(x.t).Underlying().(*types.Interface); ok {
		if !x.v.IsValid() {
			return "<nil>"
		}
		return TypeName(x.r.typeOf(x.v.Interface()))
	}
	return TypeName(x.t)
}
