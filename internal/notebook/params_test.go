package notebook

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestParameterLiteral(t *testing.T) {
	tests := []struct{ arg, want string }{
		{"n=10", "10"},
		{"lr=-1e-3", "-1e-3"},
		{"quick=true", "true"},
		{"name=a9a", `"a9a"`},
		{"name=", `""`},
		{`name="quoted"`, `"quoted"`},
		{"path=out/run-1", `"out/run-1"`},
		{"date=2024-01-01", `"2024-01-01"`},
		{"expr=a=b", `"a=b"`},
		{"rates=[]float64{0.1, 0.2}", "[]float64{0.1, 0.2}"},
		{`tricky=say "hi"`, `"say \"hi\""`},
		{"call=os.Exit(1)", `"os.Exit(1)"`},
	}
	for _, tt := range tests {
		p, err := ParseParameter(tt.arg)
		if err != nil {
			t.Errorf("%s: %v", tt.arg, err)
			continue
		}
		if got := p.Literal(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.arg, got, tt.want)
		}
	}
	for _, bad := range []string{"", "n", "=1", "a b=1", "func=1", "1a=2", "_=1"} {
		if _, err := ParseParameter(bad); err == nil || !strings.Contains(err.Error(), "name=value") {
			t.Errorf("%q: error %v, want one that says name=value", bad, err)
		}
	}
}

func TestDeclarations(t *testing.T) {
	tests := []struct {
		source    string
		variables string
		constants string
	}{
		{"lr := 0.1\nquick := false // a := 1", "lr quick", ""},
		{"a, b := 1, 2; c := 3", "a b c", ""},
		{"var x float64 = 1\nvar y, z = 1, 2", "x y z", ""},
		{"var (\n\ta = 1\n\tb []int\n)\nconst k = 2", "a b", "k"},
		{"const (\n\tp = iota\n\tq\n)", "", "p q"},
		{"f := func() {\n\tinner := 1\n\t_ = inner\n}", "f", ""},
		{"if v := 1; v > 0 {\n\tw := 2\n}", "", ""},
		{"x = 1\nfmt.Println(x)\n\"unfinished", "", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		var variables, constants []string
		got := declarations(tt.source)
		for _, name := range slices.Sorted(maps.Keys(got)) {
			if got[name].String() == "const" {
				constants = append(constants, name)
			} else {
				variables = append(variables, name)
			}
		}
		if v, c := strings.Join(variables, " "), strings.Join(constants, " "); v != tt.variables || c != tt.constants {
			t.Errorf("%q: variables %q, constants %q; want %q, %q", tt.source, v, c, tt.variables, tt.constants)
		}
	}
}

func parameters(t *testing.T, args ...string) []Parameter {
	t.Helper()
	var ps []Parameter
	for _, a := range args {
		p, err := ParseParameter(a)
		if err != nil {
			t.Fatal(err)
		}
		ps = append(ps, p)
	}
	return ps
}

func TestInject(t *testing.T) {
	nb := cells("// title", "lr := 0.1\nconst n = 3", "run()")
	tag(nb.Cells[1], TagParameters)
	unknown := nb.Inject(parameters(t, "lr=1", "n=9", "new=x", "new=y"))
	if !slices.Equal(unknown, []string{"new"}) {
		t.Errorf("unknown %q, want only new", unknown)
	}
	if len(nb.Cells) != 4 || !nb.Cells[2].HasTag(TagInjected) {
		t.Fatalf("%d cells, want the injected one third of 4", len(nb.Cells))
	}
	want := "// Parameters\nlr = 1\nn := 9\nnew := \"x\"\nnew = \"y\""
	if got := nb.Cells[2].Source; got != want {
		t.Errorf("injected\n%s\nwant\n%s", got, want)
	}
	if !validID(nb.Cells[2].ID) {
		t.Errorf("id %q", nb.Cells[2].ID)
	}

	nb.Inject(parameters(t, "lr=2"))
	if len(nb.Cells) != 4 || nb.Cells[2].Source != "// Parameters\nlr = 2" {
		t.Errorf("a second injection left %d cells, the third %q", len(nb.Cells), nb.Cells[2].Source)
	}
}

func TestInjectWithoutParametersCell(t *testing.T) {
	nb := cells("run()")
	if unknown := nb.Inject(parameters(t, "k=1")); !slices.Equal(unknown, []string{"k"}) {
		t.Errorf("unknown %q", unknown)
	}
	if nb.Cells[0].Source != "// Parameters\nk := 1" {
		t.Errorf("first cell %q", nb.Cells[0].Source)
	}
	if nb := cells("run()"); nb.Inject(nil) != nil || len(nb.Cells) != 1 {
		t.Error("no parameters, yet a cell was put in")
	}
}
