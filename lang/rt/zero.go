package rt

import "reflect"

// zero empties the variables that pointers point to.
func zero(pointers ...any) {
	for _, p := range pointers {
		reflect.ValueOf(p).Elem().SetZero()
	}
}
