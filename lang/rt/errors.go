package rt

import (
	"errors"
	"go/types"
	"reflect"
)

// errorsAs is errors.As for targets whose types only the session knows.
func (r *Runtime) errorsAs(err error, target any) bool {
	target = raw(target)
	rv := reflect.ValueOf(target)
	if target == nil || rv.Kind() != reflect.Pointer || rv.IsNil() {
		panic("errors: target must be a non-nil pointer")
	}
	return r.as(err, rv, r.goType(rv.Type().Elem()))
}

// errorsAsType is errorsAs for a target that points to a type with a number.
func (r *Runtime) errorsAsType(err error, target any, number int) bool {
	rv := reflect.ValueOf(raw(target))
	if rv.IsNil() {
		panic("errors: target must be a non-nil pointer")
	}
	return r.as(err, rv, r.Types(number))
}

func (r *Runtime) as(err error, target reflect.Value, want types.Type) bool {
	if form := target.Type().Elem(); form.Implements(reflect.TypeFor[error]()) || form.Kind() == reflect.Interface && form.NumMethod() > 0 {
		return errors.As(err, target.Interface())
	}
	for _, e := range chain(err) {
		if have := r.typeOf(e); r.fits(have, want) {
			v := reflect.ValueOf(raw(e))
			if types.IsInterface(want) {
				v = reflect.ValueOf(unwrap(e))
			}
			target.Elem().Set(v)
			return true
		}
		if as, ok := e.(interface{ As(any) bool }); ok && as.As(target.Interface()) {
			return true
		}
	}
	return false
}

// errorsIs is errors.Is that looks through wrappers.
func errorsIs(err, target error) bool {
	if err == nil || target == nil {
		return err == target
	}
	t := unwrap(target)
	comparable := t == nil || reflect.TypeOf(t).Comparable()
	for _, e := range chain(err) {
		if v := unwrap(e); comparable && v != nil && reflect.TypeOf(v).Comparable() && v == t {
			return true
		}
		if is, ok := e.(interface{ Is(error) bool }); ok && is.Is(target) {
			return true
		}
	}
	return false
}

// chain lists an error and all it wraps, depth first.
func chain(err error) []error {
	if err == nil {
		return nil
	}
	list := []error{err}
	switch x := err.(type) {
	case interface{ Unwrap() error }:
		list = append(list, chain(x.Unwrap())...)
	case interface{ Unwrap() []error }:
		for _, e := range x.Unwrap() {
			list = append(list, chain(e)...)
		}
	}
	return list
}
