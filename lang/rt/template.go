package rt

import (
	"go/types"
	"reflect"
)

// templateData gives text/template what it can look into: the package finds
// methods by reflection, which cells' types do not have. A struct of a cell
// becomes a map of its exported fields and of the results of its methods
// without parameters; slices and maps of such structs are converted within.
func (r *Runtime) templateData(v any, number int) any {
	t := r.Types(number)
	if _, ok := types.Unalias(t).Underlying().(*types.Interface); ok {
		t = r.typeOf(v)
	}
	if t == nil {
		return v
	}
	return r.toTemplate(reflect.ValueOf(raw(v)), t)
}

func (r *Runtime) toTemplate(v reflect.Value, t types.Type) any {
	if !v.IsValid() {
		return nil
	}
	if !r.mentionsUser(t) {
		return v.Interface()
	}
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Pointer:
		if v.IsNil() {
			return nil
		}
		if s, ok := u.Elem().Underlying().(*types.Struct); ok {
			return r.templateStruct(v.Elem(), v, t, s)
		}
		return r.toTemplate(v.Elem(), u.Elem())
	case *types.Struct:
		return r.templateStruct(v, v, t, u)
	case *types.Slice, *types.Array:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = r.toTemplate(v.Index(i), elemType(t))
		}
		return list
	case *types.Map:
		m := reflect.MakeMap(reflect.MapOf(v.Type().Key(), reflect.TypeFor[any]()))
		for _, k := range v.MapKeys() {
			m.SetMapIndex(k, reflect.ValueOf(r.toTemplate(v.MapIndex(k), u.Elem())))
		}
		return m.Interface()
	case *types.Interface:
		if v.IsNil() {
			return nil
		}
		held := v.Elem().Interface()
		return r.toTemplate(reflect.ValueOf(raw(held)), r.typeOf(held))
	}
	return value{r, t, v}
}

// templateStruct makes the map of a struct; recv is what its methods are
// called on.
func (r *Runtime) templateStruct(v, recv reflect.Value, t types.Type, s *types.Struct) any {
	m := map[string]any{}
	for i := range s.NumFields() {
		if f := s.Field(i); f.Exported() {
			m[f.Name()] = r.toTemplate(v.Field(i), f.Type())
		}
	}
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		f := set.At(i).Obj().(*types.Func)
		sig := f.Type().(*types.Signature)
		if !f.Exported() || sig.Params().Len() > 0 || sig.Results().Len() != 1 {
			continue
		}
		if method := r.lookup(recv.Interface(), t, f.Name()); method.IsValid() {
			m[f.Name()] = r.toTemplate(method.Call(nil)[0], sig.Results().At(0).Type())
		}
	}
	return m
}
