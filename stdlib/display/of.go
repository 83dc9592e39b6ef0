package display

import (
	"fmt"
	"image"
	"reflect"

	"gonum.org/v1/gonum/mat"
)

// TextLimit is the length in bytes beyond which the plain text of a value is
// cut. What a value prints as never depends on more of it than that: a slice of
// a million numbers costs no more to show than one of a thousand.
const TextLimit = 4096

// Of is the bundle that shows any value:
//
//   - a [Displayer] as it says itself,
//   - an image.Image as PNG,
//   - an error in red,
//   - a gonum matrix or vector as a table, abbreviated where it is large,
//   - a fmt.Stringer as its string,
//   - anything else as Go writes it, with long slices and maps abbreviated.
//
// A string is shown as it is, without quotes. The text is cut at [TextLimit].
// Of does not panic: a method of v that does is reported in the text.
func Of(v any) (b Bundle) {
	defer func() {
		if r := recover(); r != nil {
			b = Text(cut(fmt.Sprintf("%T (showing it panics: %v)", v, r), TextLimit))
		}
	}()
	if isNil(v) {
		return Text(plain(v))
	}
	switch v := v.(type) {
	case Displayer:
		return complete(v.Display(), v)
	case image.Image:
		return Image(v)
	case error:
		return Error(v)
	case mat.Matrix:
		return matrix(v)
	case string:
		return Text(cut(v, TextLimit))
	}
	return Text(plain(v))
}

// complete adds the text/plain that a Displayer left out.
func complete(b Bundle, v any) Bundle {
	if _, ok := b.Data["text/plain"]; ok {
		return b
	}
	data := map[string]any{"text/plain": fmt.Sprintf("%T", v)}
	for mime, d := range b.Data {
		data[mime] = d
	}
	b.Data = data
	return b
}

func isNil(v any) bool {
	if v == nil {
		return true
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return r.IsNil()
	}
	return false
}

// safely calls a String or Error method of unknown quality.
func safely(f func() string) (s string) {
	defer func() {
		if r := recover(); r != nil {
			s = fmt.Sprintf("(panics: %v)", r)
		}
	}()
	return f()
}
