package rt

import (
	"encoding/json"
	"go/types"
	"reflect"
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
	out := reflect.New(reflect.StructOf(fields)).Elem()
	for i, x := range values {
		if x != nil {
			out.Field(i).Set(reflect.ValueOf(x))
		}
	}
	return out.Interface()
}

// jsonFields collects the fields that encoding/json would, those of embedded
// structs behind the struct's own.
func (r *Runtime) jsonFields(v reflect.Value, s *types.Struct, fields *[]reflect.StructField, values *[]any, seen map[string]bool) {
	type inner struct {
		v reflect.Value
		s *types.Struct
	}
	var embedded []inner
	for i := range s.NumFields() {
		f, tag := s.Field(i), reflect.StructTag(s.Tag(i))
		if f.Embedded() && tag.Get("json") == "" {
			fv, ft := v.Field(i), f.Type()
			if p, ok := types.Unalias(ft).Underlying().(*types.Pointer); ok {
				if fv.IsNil() {
					continue
				}
				fv, ft = fv.Elem(), p.Elem()
			}
			if st, ok := types.Unalias(ft).Underlying().(*types.Struct); ok {
				embedded = append(embedded, inner{fv, st})
				continue
			}
		}
		name, _, _ := strings.Cut(tag.Get("json"), ",")
		if name == "" {
			name = f.Name()
		}
		if !f.Exported() || seen[name] || seen[f.Name()] {
			continue
		}
		seen[name], seen[f.Name()] = true, true
		x := r.toJSON(v.Field(i), f.Type())
		t := reflect.TypeFor[any]()
		if x != nil {
			t = reflect.TypeOf(x)
		}
		*fields = append(*fields, reflect.StructField{Name: f.Name(), Type: t, Tag: tag})
		*values = append(*values, x)
	}
	for _, e := range embedded {
		r.jsonFields(e.v, e.s, fields, values, seen)
	}
}
