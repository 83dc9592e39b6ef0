// Package values keeps values in files between sessions: numbers, texts, slices,
// maps, matrices, and structs of such. The magics %save and %load are how cells
// use it. Runs of experiments belong in the store of package experiment, models in
// their parameter vectors, data sets where they came from.
package values

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// A Var is a value with a name.
type Var struct {
	Name  string
	Type  string // as Go writes it; where it is empty Save fills in that of Value
	Value any    // nil in what List returns
}

// magic is how a file begins; the number is that of the format.
const magic = "monro values 1\n"

// A record is a Var in a file.
type record struct {
	Name, Type string
	Data       []byte // the value, encoded on its own by gob
}

// Save writes variables to a file, which Load reads in this session or another.
// The file appears whole or not at all, in place of one that was there before.
//
// Channels, functions and interfaces cannot be saved, nor can types that keep
// their fields to themselves and have no encoding of their own, nor values that
// contain themselves: the error names the variable, and what in it is at fault.
func Save(file string, vars ...Var) error {
	if len(vars) == 0 {
		return errors.New("values: Save: no variables: want at least one")
	}
	var records []record
	for _, v := range vars {
		if v.Name == "" || slices.ContainsFunc(records, func(r record) bool { return r.Name == v.Name }) {
			return fmt.Errorf("values: Save: the name %q is empty or given twice: want different names", v.Name)
		}
		value := reflect.ValueOf(plain(v.Value))
		if !value.IsValid() {
			return fmt.Errorf("values: Save: %s is nil: want a value", v.Name)
		}
		if err := savable(value); err != nil {
			return fmt.Errorf("values: Save: %s cannot be saved: %w", v.Name, err)
		}
		if v.Type == "" {
			v.Type = strings.ReplaceAll(value.Type().String(), "main.", "")
		}
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).EncodeValue(value); err != nil {
			return fmt.Errorf("values: Save: %s cannot be saved: %w", v.Name, err)
		}
		records = append(records, record{v.Name, v.Type, b.Bytes()})
	}
	var body bytes.Buffer
	if err := gob.NewEncoder(&body).Encode(records); err != nil {
		return fmt.Errorf("values: Save: %w", err)
	}
	sum := sha256.Sum256(body.Bytes())
	return write(file, slices.Concat([]byte(magic), sum[:], body.Bytes()))
}

// plain is a value out of the box that a type of a cell may have it in.
func plain(v any) any {
	if b, ok := v.(interface{ Unboxed() any }); ok {
		return b.Unboxed()
	}
	return v
}

// write replaces a file in one step.
func write(file string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".values-*")
	if err != nil {
		return fmt.Errorf("values: Save: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("values: Save: %w", err)
	}
	return nil
}

// ErrFormat is in the errors of List and Load about a file that Save did not write.
var ErrFormat = errors.New("not a file of saved values")

// read returns what a file holds.
func read(file string) ([]record, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("values: %w", err)
	}
	records, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("values: %s: %w", file, err)
	}
	return records, nil
}

// decode is the inverse of what Save writes.
func decode(data []byte) ([]record, error) {
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok {
		return nil, ErrFormat
	}
	if len(rest) < sha256.Size {
		return nil, errors.New("the file is cut off")
	}
	sum, body := rest[:sha256.Size], rest[sha256.Size:]
	if want := sha256.Sum256(body); !bytes.Equal(sum, want[:]) {
		return nil, errors.New("the file is damaged or cut off: its checksum is wrong")
	}
	var records []record
	if err := gob.NewDecoder(bytes.NewReader(body)).Decode(&records); err != nil {
		return nil, err
	}
	return records, nil
}

// List returns the names and types of what a file holds, in the order of Save.
func List(file string) ([]Var, error) {
	records, err := read(file)
	if err != nil {
		return nil, err
	}
	vars := make([]Var, len(records))
	for i, r := range records {
		vars[i] = Var{Name: r.Name, Type: r.Type}
	}
	return vars, nil
}

// Load stores the value called name in what into points to, whose type must be
// the one that was saved, or one with the same fields.
func Load(file, name string, into any) error {
	p := reflect.ValueOf(plain(into))
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("values: Load: into is %T: want a pointer to a variable", into)
	}
	records, err := read(file)
	if err != nil {
		return err
	}
	var names []string
	for _, r := range records {
		if r.Name != name {
			names = append(names, r.Name)
			continue
		}
		fresh := reflect.New(p.Type().Elem()) // gob leaves zeros out: nothing of the old value may stay
		if err := gob.NewDecoder(bytes.NewReader(r.Data)).DecodeValue(fresh); err != nil {
			return fmt.Errorf("values: %s: %s is a %s: %w", file, name, r.Type, err)
		}
		p.Elem().Set(fresh.Elem())
		return nil
	}
	return fmt.Errorf("values: %s holds no %q: it holds %s", file, name, strings.Join(names, ", "))
}
