package display

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// JSON shows a value as a JSON tree, or as indented text where the front end draws no
// trees. As encoding/json has it, of a struct that is the fields whose names begin in
// upper case. A value that encoding/json refuses shows the error, and so does one that
// holds a struct without any such field.
func JSON(v any) Bundle {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err == nil && mute(reflect.ValueOf(v), 0) {
		err = errMute
	}
	if err != nil {
		return Error(fmt.Errorf("display.JSON: %w", err))
	}
	return Bundle{Data: map[string]any{
		"application/json": json.RawMessage(raw),
		"text/plain":       cut(string(raw), TextLimit),
	}}
}

var errMute = errors.New("of a struct JSON has the fields whose names begin in upper case; one here has none, and would show as {}")

var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

// mute reports whether v is or holds a struct with fields, of which JSON shows none. It
// looks no deeper and no further than people do.
func mute(v reflect.Value, depth int) bool {
	if !v.IsValid() || depth > maxDepth {
		return false
	}
	if p := reflect.PointerTo(v.Type()); p.Implements(jsonMarshaler) || p.Implements(textMarshaler) {
		return false
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		return mute(v.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		for i := range min(v.Len(), wholeSlice) {
			if mute(v.Index(i), depth+1) {
				return true
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if mute(it.Value(), depth+1) {
				return true
			}
		}
	case reflect.Struct:
		return muteStruct(v, depth)
	}
	return false
}

func muteStruct(v reflect.Value, depth int) bool {
	shown := false
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Tag.Get("json") == "-" || !f.IsExported() && !f.Anonymous {
			continue // fields of cells' types that are not exported carry that tag
		}
		shown = true
		if mute(v.Field(i), depth+1) {
			return true
		}
	}
	return !shown && v.NumField() > 0
}
