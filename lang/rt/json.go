package rt

import (
	"encoding/json"
	"go/types"
	"reflect"
	"strconv"
	"strings"
)

// jsonData gives encoding/json what it would see in a compiled program: the
// package finds methods and embedding by reflection, which cells' types do not
// have. Methods that encode are called here; structs become run-time structs
// with the same tags, embedded ones flattened.
func (r *Runtime) jsonData(v any, number int) any {
	t := r.Types(number)
	if _, ok := types.Unalias(t).Underlying().(*types.Interface); ok {
		t = r.typeOf(v)
	}
	if t == nil {
		return v
	}
	return r.toJSON(reflect.ValueOf(raw(v)), t)
}

// jsonError fails the encoding with the error of a user's method.
type jsonError struct{ err error }

// MarshalJSON implements json.Marshaler.
func (e jsonError) MarshalJSON() ([]byte, error) { return nil, e.err }

func (r *Runtime) toJSON(v reflect.Value, t types.Type) any {
	if !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil
	}
	if b, ok, err := r.encoded(v, t, "MarshalJSON"); err != nil {
		return jsonError{err}
	} else if ok {
		return json.RawMessage(b)
	}
	if b, ok, err := r.encoded(v, t, "MarshalText"); err != nil {
		return jsonError{err}
	} else if ok {
		return string(b)
	}
	if !r.mentionsUser(t) {
		return v.Interface()
	}
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Pointer:
		return r.toJSON(v.Elem(), u.Elem())
	case *types.Struct:
		return r.jsonStruct(v, u)
	case *types.Slice, *types.Array:
		if v.Kind() == reflect.Slice && (v.IsNil() || v.Type().Elem().Kind() == reflect.Uint8) {
			return v.Interface()
		}
		list := make([]any, v.Len())
		for i := range list {
			list[i] = r.toJSON(v.Index(i), elemType(t))
		}
		return list
	case *types.Map:
		return r.jsonMap(v, u)
	case *types.Interface:
		if v.IsNil() {
			return nil
		}
		held := v.Elem().Interface()
		return r.toJSON(reflect.ValueOf(raw(held)), r.typeOf(held))
	}
	return v.Interface()
}

// encoded calls a method of a user type that encodes it, if it has one.
func (r *Runtime) encoded(v reflect.Value, t types.Type, name string) ([]byte, bool, error) {
	n := namedOf(t)
	if n == nil || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "main" {
		return nil, false, nil
	}
	if o, _, indirect := types.LookupFieldOrMethod(t, v.CanAddr(), nil, name); o == nil || indirect {
		return nil, false, nil
	}
	f := r.lookup(v.Interface(), t, name)
	if !f.IsValid() {
		return nil, false, nil
	}
	encode, ok := f.Interface().(func() ([]byte, error))
	if !ok {
		return nil, false, nil
	}
	b, err := encode()
	return b, true, err
}

func (r *Runtime) jsonMap(v reflect.Value, m *types.Map) any {
	if v.IsNil() {
		return nil
	}
	out := map[string]any{}
	for _, k := range v.MapKeys() {
		key, isText := r.toJSON(k, m.Key()).(string)
		if !isText { // numbers: encoding/json makes strings of them
			keyed := reflect.MakeMap(reflect.MapOf(v.Type().Key(), reflect.TypeFor[any]()))
			for _, k := range v.MapKeys() {
				keyed.SetMapIndex(k, reflect.ValueOf(&[]any{r.toJSON(v.MapIndex(k), m.Elem())}[0]).Elem())
			}
			return keyed.Interface()
		}
		out[key] = r.toJSON(v.MapIndex(k), m.Elem())
	}
	return out
}

func (r *Runtime) jsonStruct(v reflect.Value, s *types.Struct) any {
	var fields []reflect.StructField
	var values []any
	seen := map[string]bool{}
	r.jsonFields(v, s, &fields, &values, seen)
	if fields == nil && s.NumFields() > 0 { // {}, which display.JSON explains
		fields = []reflect.StructField{{Name: "None", Type: reflect.TypeFor[struct{}](), Tag: hiddenTag}}
	}
	out := reflect.New(reflect.StructOf(fields)).Elem()
	for i, x := range values {
		if x != nil {
			out.Field(i).Set(reflect.ValueOf(x))
		}
	}
	return out.Interface()
}

// jsonFields collects the fields that encoding/json would, in order, those of
// embedded structs in their place. A field hides those of its name in what is
// embedded beside it.
func (r *Runtime) jsonFields(v reflect.Value, s *types.Struct, fields *[]reflect.StructField, values *[]any, seen map[string]bool) {
	hidden := map[string]bool{} // to embedded structs
	for name := range seen {
		hidden[name] = true
	}
	for i := range s.NumFields() {
		if _, _, ok := embeddedStruct(v, s, i); !ok && s.Field(i).Exported() {
			hidden[jsonName(s, i)] = true
		}
	}
	for i := range s.NumFields() {
		if fv, st, ok := embeddedStruct(v, s, i); ok {
			if st != nil {
				r.jsonFields(fv, st, fields, values, hidden)
			}
			continue
		}
		f, name := s.Field(i), jsonName(s, i)
		if !f.Exported() || seen[name] {
			continue
		}
		x := r.toJSON(v.Field(i), f.Type())
		t := reflect.TypeFor[any]()
		if x != nil {
			t = reflect.TypeOf(x)
		}
		// Field names may repeat where structs are embedded, so the tag always names the key.
		given := reflect.StructTag(s.Tag(i)).Get("json")
		if given == "-" {
			continue
		}
		_, options, _ := strings.Cut(given, ",")
		tag := "json:" + strconv.Quote(name+","+options)
		*fields = append(*fields, reflect.StructField{Name: "F" + strconv.Itoa(len(*fields)), Type: t, Tag: reflect.StructTag(tag)})
		*values = append(*values, x)
		hidden[name] = true
	}
}

// jsonName is what a field is called in JSON.
func jsonName(s *types.Struct, i int) string {
	name, _, _ := strings.Cut(reflect.StructTag(s.Tag(i)).Get("json"), ",")
	if name == "" {
		return s.Field(i).Name()
	}
	return name
}

// embeddedStruct is the struct that a field embeds without a name of its own in
// JSON; ok and nil where it is behind a nil pointer.
func embeddedStruct(v reflect.Value, s *types.Struct, i int) (_ reflect.Value, _ *types.Struct, ok bool) {
	if name, _, _ := strings.Cut(reflect.StructTag(s.Tag(i)).Get("json"), ","); !s.Field(i).Embedded() || name != "" {
		return v, nil, false
	}
	fv, ft := v.Field(i), s.Field(i).Type()
	if p, isPtr := types.Unalias(ft).Underlying().(*types.Pointer); isPtr {
		st, isStruct := types.Unalias(p.Elem()).Underlying().(*types.Struct)
		if fv.IsNil() {
			return fv, nil, isStruct
		}
		return fv.Elem(), st, isStruct
	}
	st, isStruct := types.Unalias(ft).Underlying().(*types.Struct)
	return fv, st, isStruct
}
