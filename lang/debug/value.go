package debug

import (
	"fmt"
	"go/types"
	"math"
	"monro/lang/check"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A variable is a Variable as front ends get it.
type variable struct {
	Name         string `json:"name"`
	Value        string `json:"value"`
	Type         string `json:"type,omitempty"`
	EvaluateName string `json:"evaluateName,omitempty"`
	Reference    int    `json:"variablesReference"`
	Named        int    `json:"namedVariables,omitempty"`
	Indexed      int    `json:"indexedVariables,omitempty"`
	Hint         hint   `json:"presentationHint"`
}

type hint struct {
	Attributes []string `json:"attributes"`
}

var readOnly = hint{[]string{"readOnly"}}

// most is how many parts of a value are listed where nobody asks for a number.
const most = 100

// handles are the numbers under which front ends ask for parts of values.
type handles struct {
	last    int
	stop    map[int]handle // until the stopped thread goes on
	session map[int]handle // until the next look at the session's variables
}

// A handle is a list of variables: those of a scope, or the parts of a value.
type handle struct {
	scope func() []Variable
	value Variable
}

func (h *handles) forgetStop()    { h.stop = nil }
func (h *handles) forgetSession() { h.session = nil }

func (h *handles) add(stop bool, x handle) int {
	h.last++
	list := &h.session
	if stop {
		list = &h.stop
	}
	if *list == nil {
		*list = map[int]handle{}
	}
	(*list)[h.last] = x
	return h.last
}

func (h *handles) find(n int) (x handle, stop, ok bool) {
	if x, ok = h.stop[n]; ok {
		return x, true, true
	}
	x, ok = h.session[n]
	return x, false, ok
}

// show describes a value. stop says how long the numbers of its parts are good.
func (d *Debugger) show(x Variable, stop bool) variable {
	out := variable{Name: x.Name, EvaluateName: x.Name, Hint: readOnly, Type: check.TypeText(x.Type)}
	x = d.dynamic(x)
	if out.Value = "nil"; x.Value.IsValid() {
		out.Value = d.session.Text(x.Value.Interface(), x.Type)
	}
	if d.lab.Load() {
		out.Type = labType(x.Value, out.Type)
	}
	named, indexed := sizes(x)
	if named+indexed == 0 {
		return out
	}
	out.Named, out.Indexed = named, indexed
	d.mu.Lock()
	defer d.mu.Unlock()
	out.Reference = d.handles.add(stop, handle{value: x})
	return out
}

// dynamic is what an interface holds, as Go has it.
func (d *Debugger) dynamic(x Variable) Variable {
	if x.Value.IsValid() && x.Value.Kind() == reflect.Interface {
		x.Value = x.Value.Elem()
	}
	if !x.Value.IsValid() || !x.Value.CanInterface() {
		return x
	}
	if _, ok := x.Type.Underlying().(*types.Interface); ok {
		held := x.Value.Interface()
		if t := d.session.TypeOf(held); t != nil {
			x.Type = t
		}
		if b, ok := held.(interface{ Unboxed() any }); ok {
			x.Value = reflect.ValueOf(b.Unboxed())
		}
	}
	return x
}

// sizes are the numbers of a value's parts that have names and of those that
// have indices.
func sizes(x Variable) (named, indexed int) {
	v := x.Value
	if !v.IsValid() {
		return 0, 0
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		return 0, v.Len()
	case reflect.Map:
		return v.Len(), 0
	case reflect.Struct:
		return len(fields(x)), 0
	case reflect.Pointer:
		if v.IsNil() {
			return 0, 0
		}
		if v.Elem().Kind() == reflect.Struct {
			return sizes(pointed(x))
		}
		return 1, 0
	}
	return 0, 0
}

// parts lists parts of a value: all of up to most, or count from start.
func parts(x Variable, start, count int) []Variable {
	v := x.Value
	if count <= 0 {
		count = most
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		return elements(x, start, count)
	case reflect.Map:
		return entries(x, start, count)
	case reflect.Struct:
		list := fields(x)
		return list[min(max(start, 0), len(list)):min(max(start, 0)+count, len(list))]
	case reflect.Pointer:
		if v.Elem().Kind() == reflect.Struct {
			return parts(pointed(x), start, count)
		}
		p := pointed(x)
		p.Name = "*" + x.Name
		return []Variable{p}
	}
	return nil
}

func pointed(x Variable) Variable {
	t := x.Type
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return Variable{x.Name, x.Value.Elem(), t}
}

func elements(x Variable, start, count int) (list []Variable) {
	start = max(start, 0)
	for i := start; i < min(start+count, x.Value.Len()); i++ {
		list = append(list, Variable{strconv.Itoa(i), x.Value.Index(i), elem(x.Type)})
	}
	return list
}

func elem(t types.Type) types.Type {
	switch t := t.Underlying().(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Map:
		return t.Elem()
	}
	return anyType
}

var anyType = types.Universe.Lookup("any").Type()

func entries(x Variable, start, count int) (list []Variable) {
	for _, k := range x.Value.MapKeys() {
		list = append(list, Variable{fmt.Sprint(k), x.Value.MapIndex(k), elem(x.Type)})
	}
	slices.SortFunc(list, func(a, b Variable) int { return strings.Compare(a.Name, b.Name) })
	start = min(max(start, 0), len(list))
	return list[start:min(start+count, len(list))]
}

// fields lists the fields of a struct; of a compiled one, those that are exported.
func fields(x Variable) (list []Variable) {
	s, ok := x.Type.Underlying().(*types.Struct)
	if !ok || s.NumFields() > x.Value.NumField() {
		return nil
	}
	for i := range s.NumFields() {
		if f := x.Value.Field(i); f.CanInterface() {
			list = append(list, Variable{s.Field(i).Name(), f, s.Field(i).Type()})
		}
	}
	return list
}

// labType is the type of a value as JupyterLab wants it: beside the names of
// numbers, texts and truth values, as Python calls them, it shows the values, and
// beside any other name of a type that name. Without a type it shows the value.
func labType(v reflect.Value, name string) string {
	switch {
	case !v.IsValid():
		return ""
	case v.CanInt() && v.Int() == int64(float64(v.Int())), v.CanUint() && v.Uint() == uint64(float64(v.Uint())):
		return "int"
	case v.CanInt(), v.CanUint():
		return ""
	case v.CanFloat() && !math.IsNaN(v.Float()) && !math.IsInf(v.Float(), 0):
		return "float"
	case v.CanFloat(), v.CanComplex():
		return ""
	case v.Kind() == reflect.Bool:
		return "bool"
	case v.Kind() == reflect.String:
		return "str"
	}
	return name
}
