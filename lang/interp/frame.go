package interp

import (
	"fmt"
	"reflect"
)

// grow gives the global frame the places of the variables that were compiled
// last. yaegi would do it itself by a copy of the frame for each cell, which in a
// long session is most of what a cell costs; here there is room for more.
func (i *Interp) grow() {
	y := reflect.ValueOf(i.y).Elem()
	types := open(open(y, "universe").Elem(), "types").Interface().([]reflect.Type)
	data := open(open(y, "frame").Elem(), "data")
	for _, t := range types[min(data.Len(), len(types)):] {
		data.Set(reflect.Append(data, reflect.ValueOf(reflect.New(t).Elem())))
	}
}

// calledName and calledPackage are where function has yaegi look for what is to
// be called.
const calledName, calledPackage = "Run", "calledʹ"

// function returns a loaded function without parameters as a compiled one. yaegi
// gives out the exported functions of a package, so it gets a package that holds
// this one alone.
func (i *Interp) function(name string) (func(), error) {
	y := reflect.ValueOf(i.y).Elem()
	packages := open(y, "srcPkg")
	symbol := packages.MapIndex(reflect.ValueOf("main")).MapIndex(reflect.ValueOf(name))
	if !symbol.IsValid() {
		return nil, fmt.Errorf("no function %s is loaded", name)
	}
	called := reflect.MakeMap(packages.Type().Elem())
	called.SetMapIndex(reflect.ValueOf(calledName), symbol)
	key := reflect.ValueOf(calledPackage)
	packages.SetMapIndex(key, called)
	defer packages.SetMapIndex(key, reflect.Value{}) // it would keep the function
	f, ok := i.y.Symbols(calledPackage)[calledPackage][calledName].Interface().(func())
	if !ok {
		return nil, fmt.Errorf("%s is not a function without parameters", name)
	}
	return f, nil
}
