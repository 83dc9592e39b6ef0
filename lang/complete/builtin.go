package complete

// A builtin is how a predeclared name is declared, and what it is for.
type builtin struct{ decl, doc string }

func builtinCard(name string) *Card {
	b := builtins[name]
	return &Card{Declaration: b.decl, Doc: b.doc}
}

// builtins describes the predeclared names of Go, which no package documents.
var builtins = map[string]builtin{
	"append":  {"func append(s []T, values ...T) []T", "append adds values at the end of a slice and returns the longer slice, which may lie elsewhere in memory. append([]byte, string...) works too."},
	"cap":     {"func cap(v Type) int", "cap is the capacity of a slice, array, pointer to an array, or channel."},
	"clear":   {"func clear(v Type)", "clear removes all entries of a map, or sets all elements of a slice to zero values."},
	"close":   {"func close(c chan<- T)", "close says that no more values will be sent on a channel. Receivers get what is left, then zero values."},
	"complex": {"func complex(re, im FloatType) ComplexType", "complex makes a complex number of its real and imaginary parts."},
	"copy":    {"func copy(dst, src []T) int", "copy copies elements, as many as the shorter slice has, and returns their number. The slices may overlap. The source may be a string where dst is a []byte."},
	"delete":  {"func delete(m map[K]V, key K)", "delete removes the entry of a key from a map; it does nothing where there is none."},
	"imag":    {"func imag(c ComplexType) FloatType", "imag is the imaginary part of a complex number."},
	"len":     {"func len(v Type) int", "len is the number of elements of a slice, array, map, or channel queue, and the number of bytes of a string."},
	"make":    {"func make(t Type, size ...IntegerType) Type", "make makes a slice (of a length and, if given, a capacity), a map (with room for a number of entries), or a channel (with a buffer)."},
	"max":     {"func max(x T, y ...T) T", "max is the largest of its arguments: numbers or strings. A NaN among them makes the result NaN."},
	"min":     {"func min(x T, y ...T) T", "min is the smallest of its arguments: numbers or strings. A NaN among them makes the result NaN."},
	"new":     {"func new(T) *T", "new makes a variable of a type, or one that holds the value of an expression, and returns a pointer to it."},
	"panic":   {"func panic(v any)", "panic stops the cell with an error, unless a deferred function recovers."},
	"print":   {"func print(args ...Type)", "print writes its arguments to standard error, for debugging."},
	"println": {"func println(args ...Type)", "println writes its arguments to standard error with blanks between them and a newline at the end, for debugging."},
	"real":    {"func real(c ComplexType) FloatType", "real is the real part of a complex number."},
	"recover": {"func recover() any", "recover, called by a deferred function, ends a panic and returns its value; nil where nothing panics."},

	"any":        {"type any = interface{}", "any holds a value of any type."},
	"bool":       {"type bool bool", "bool is true or false."},
	"byte":       {"type byte = uint8", "byte is another name of uint8."},
	"comparable": {"type comparable interface{ comparable }", "comparable constrains type parameters to types whose values can be compared with ==."},
	"complex128": {"type complex128 complex128", "complex128 is a complex number with float64 parts."},
	"complex64":  {"type complex64 complex64", "complex64 is a complex number with float32 parts."},
	"error":      {"type error interface {\n\tError() string\n}", "error is the type of errors; nil means that there was none."},
	"float32":    {"type float32 float32", "float32 is an IEEE 754 number of 32 bits."},
	"float64":    {"type float64 float64", "float64 is an IEEE 754 number of 64 bits."},
	"int":        {"type int int", "int is a signed integer of at least 32 bits; 64 on 64-bit machines."},
	"int16":      {"type int16 int16", "int16 is an integer from -32768 to 32767."},
	"int32":      {"type int32 int32", "int32 is an integer from -2147483648 to 2147483647."},
	"int64":      {"type int64 int64", "int64 is an integer from -9223372036854775808 to 9223372036854775807."},
	"int8":       {"type int8 int8", "int8 is an integer from -128 to 127."},
	"rune":       {"type rune = int32", "rune is another name of int32: a Unicode code point."},
	"string":     {"type string string", "string is a sequence of bytes, usually UTF-8 text. It cannot be changed."},
	"uint":       {"type uint uint", "uint is an unsigned integer of the size of int."},
	"uint16":     {"type uint16 uint16", "uint16 is an integer from 0 to 65535."},
	"uint32":     {"type uint32 uint32", "uint32 is an integer from 0 to 4294967295."},
	"uint64":     {"type uint64 uint64", "uint64 is an integer from 0 to 18446744073709551615."},
	"uint8":      {"type uint8 uint8", "uint8 is an integer from 0 to 255."},
	"uintptr":    {"type uintptr uintptr", "uintptr is an integer that holds the bits of a pointer."},

	"false": {"const false = 0 != 0", "false is the untyped boolean of what is not so."},
	"iota":  {"const iota = 0", "iota is the number of a constant in its parenthesised declaration, from zero."},
	"nil":   {"var nil Type", "nil is the zero value of pointers, functions, interfaces, slices, channels and maps."},
	"true":  {"const true = 0 == 0", "true is the untyped boolean of what is so."},
}
