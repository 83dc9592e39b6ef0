package widget

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"monro/stdlib/comm"
	"monro/stdlib/display"
)

// A front is a front end: it mirrors models, and writes down what its outputs
// would capture.
type front struct {
	t       testing.TB
	state   map[string]map[string]any
	log     []string // what was shown, with the message whose outputs a widget holds
	updates int
	all     map[string]struct { // what a new page is told
		Name  string `json:"model_name"`
		State map[string]any
	}
}

func newFront(t testing.TB, g generation) *front {
	t.Helper()
	f := &front{t: t, state: map[string]map[string]any{}}
	oldDialect := dialect
	dialect = g
	clear(opened)
	old := comm.SetSink(f.get)
	oldSink := display.SetSink(func(e display.Event) {
		what := string(e.Kind)
		if e.Kind == display.KindShow {
			what = e.Bundle.Text()
		}
		f.log = append(f.log, what+f.holder())
	})
	t.Cleanup(func() {
		comm.SetSink(old)
		display.SetSink(oldSink)
		comm.Begin("")
		dialect = oldDialect
	})
	return f
}

// holder is where an output goes: into an output widget, or below the cell.
func (f *front) holder() string {
	for _, s := range f.state {
		if id, ok := s["msg_id"]; ok && id != "" {
			return " in " + id.(string)
		}
	}
	return ""
}

func (f *front) get(m comm.Message) {
	switch m.Kind {
	case comm.Opened:
		if m.Target != "jupyter.widget" {
			f.t.Errorf("opened to %q", m.Target)
		}
		var data map[string]any
		f.decode(m.Data, &data)
		s := data
		if dialect != six {
			s = data["state"].(map[string]any)
			if string(m.Metadata) != `{"version":"2.1.0"}` {
				f.t.Errorf("metadata %s", m.Metadata)
			}
		}
		f.known(s)
		f.state[m.ID] = s
	case comm.Sent:
		var data struct {
			Method string
			State  map[string]any
			States json.RawMessage
		}
		f.decode(m.Data, &data)
		if data.Method == "update_states" {
			f.decode(data.States, &f.all)
		}
		if data.Method == "update" {
			f.updates++
			f.known(data.State)
			for k, v := range data.State {
				f.state[m.ID][k] = v
			}
		}
	case comm.Closed:
		delete(f.state, m.ID)
	}
}

func (f *front) decode(raw json.RawMessage, to any) {
	f.t.Helper()
	if err := json.Unmarshal(raw, to); err != nil {
		f.t.Errorf("the front end cannot read %s: %v", raw, err)
	}
}

// known checks that the front end has heard of every model that v mentions.
func (f *front) known(v any) {
	switch v := v.(type) {
	case string:
		if id, ok := strings.CutPrefix(v, "IPY_MODEL_"); ok && f.state[id] == nil {
			f.t.Errorf("model %s is mentioned before it is known", id)
		}
	case []any:
		for _, x := range v {
			f.known(x)
		}
	case map[string]any:
		for _, x := range v {
			f.known(x)
		}
	}
}

// model is the state of the only model of a class.
func (f *front) model(class string) (id string, state map[string]any) {
	f.t.Helper()
	for i, s := range f.state {
		if s["_model_name"] == class {
			if id != "" {
				f.t.Fatalf("more than one %s", class)
			}
			id, state = i, s
		}
	}
	if id == "" {
		f.t.Fatalf("no %s", class)
	}
	return id, state
}

// set does what a front end does when its user changes an attribute of the only
// model of a class, and reports whether functions of cells wait.
func (f *front) set(class, attribute, value string) bool {
	f.t.Helper()
	id, s := f.model(class)
	var v any
	f.decode(json.RawMessage(value), &v)
	s[attribute] = v
	if dialect == six {
		return f.send(id, fmt.Sprintf(`{"method":"backbone","sync_data":{%q:%s}}`, attribute, value))
	}
	return f.send(id, fmt.Sprintf(`{"method":"update","state":{%q:%s},"buffer_paths":[]}`, attribute, value))
}

func (f *front) click() bool {
	f.t.Helper()
	id, _ := f.model("ButtonModel")
	return f.send(id, `{"method":"custom","content":{"event":"click"}}`)
}

func (f *front) send(id, data string) bool {
	return comm.Deliver(comm.Message{Kind: comm.Sent, ID: id, Data: json.RawMessage(data)})
}

// turn runs what waits, for the message "m".
func (f *front) turn() {
	comm.Begin("m")
	comm.Run()
	comm.Begin("")
}

func check(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func generations(t *testing.T, test func(t *testing.T, f *front)) {
	for _, g := range []generation{six, seven, eight} {
		t.Run(fmt.Sprint(int(g)), func(t *testing.T) { test(t, newFront(t, g)) })
	}
}

// Classes, modules and versions are those that the front ends have.
func TestClasses(t *testing.T) {
	everything := func() *Box {
		return NewVBox(
			must(NewFloatSlider("", 0, 1, 0)), must(NewIntSlider("", 0, 1, 0)), NewCheckbox("", false), NewText("", ""),
			must(NewDropdown("", "a")), must(NewRadioButtons("", "a")), must(NewToggleButtons("", "a")), NewButton(""),
			must(NewFloatProgress("", 0, 1)), NewLabel(""), NewHTML(""), NewHBox(),
			must(NewTab([]string{"t"}, NewHBox())), must(NewAccordion(nil)),
		)
	}
	names := strings.Fields("FloatSlider IntSlider Checkbox Text Dropdown RadioButtons ToggleButtons Button FloatProgress Label HTML HBox VBox Tab Accordion Output")
	for g, versions := range map[generation][3]string{
		eight: {"@jupyter-widgets/controls", "2.0.0", "@jupyter-widgets/output"},
		seven: {"@jupyter-widgets/controls", "1.5.0", "@jupyter-widgets/output"},
		six:   {"jupyter-js-widgets", "~2.1.0", "jupyter-js-widgets"},
	} {
		f := newFront(t, g)
		everything().Display()
		seen := map[string]bool{}
		for _, s := range f.state {
			name := s["_model_name"].(string)
			seen[strings.TrimSuffix(name, "Model")] = true
			module, version := versions[0], versions[1]
			if name == "OutputModel" && g != six {
				module, version = versions[2], "1.0.0"
			}
			for _, side := range []string{"model", "view"} {
				check(t, name, s["_"+side+"_module"], any(module))
				check(t, name, s["_"+side+"_module_version"], any(version))
			}
		}
		for _, n := range names {
			if g == six && n == "FloatProgress" {
				n = "Progress"
			}
			if !seen[n] {
				t.Errorf("generation %d: no %s", g, n)
			}
		}
	}
}

func TestSlider(t *testing.T) {
	generations(t, func(t *testing.T, f *front) {
		s := must(NewFloatSlider("rate", -1, 1, 5)).Step(0.5)
		var heard []float64
		s.OnChange(func(v float64) { heard = append(heard, v); display.Show(v) })
		b := s.Display()
		_, state := f.model("FloatSliderModel")
		check(t, "state", []any{state["description"], state["min"], state["max"], state["value"], state["step"], state["readout_format"]},
			[]any{"rate", -1.0, 1.0, 1.0, 0.5, ".1f"})
		if b.Data[viewType].(map[string]any)["model_id"] == "" {
			t.Error("no view")
		}
		if text := b.Text(); (text == "") != (dialect == six) {
			t.Errorf("text %q", text)
		}

		check(t, "waits", f.set("FloatSliderModel", "value", "0.25"), true)
		check(t, "value at once", s.Value(), 0.25)
		check(t, "heard before the turn", len(heard), 0)
		check(t, "a second one waits with it", f.set("FloatSliderModel", "value", "0.5"), false)
		f.turn()
		check(t, "heard", heard, []float64{0.5})
		check(t, "shown below the widget", f.log, []string{"0.5 in m"})
		check(t, "no more is captured", f.holder(), "")

		f.set("FloatSliderModel", "value", "7")
		check(t, "beyond the end", s.Value(), 1.0)
		check(t, "corrected", state["value"], any(1.0))
		f.set("FloatSliderModel", "value", `"x"`)
		check(t, "no number", s.Value(), 1.0)
		check(t, "corrected", state["value"], any(1.0))
		f.turn()

		f.updates = 0
		s.SetValue(-0.5)
		s.SetValue(-0.5)
		check(t, "set", []any{state["value"], f.updates}, []any{-0.5, 1})
		check(t, "heard of all", heard, []float64{0.5, 1, -0.5})
	})
}

func TestChoice(t *testing.T) {
	generations(t, func(t *testing.T, f *front) {
		c := must(NewDropdown("pick", "red", "green", "blue"))
		var heard []string
		c.OnChange(func(s string) { heard = append(heard, s) }).Display()
		attribute, green, blue := "index", "1", "2"
		if dialect == six {
			attribute, green, blue = "value", `"green"`, `"blue"`
		}
		f.set("DropdownModel", attribute, green)
		check(t, "value", []any{c.Value(), c.Index()}, []any{"green", 1})
		f.turn()
		f.set("DropdownModel", attribute, `"mauve"`)
		check(t, "value", c.Value(), "green")
		if err := c.SetValue("blue"); err != nil {
			t.Error(err)
		}
		_, state := f.model("DropdownModel")
		check(t, "state", fmt.Sprint(state[attribute]), strings.Trim(blue, `"`))
		if err := c.SetValue("mauve"); err == nil || !strings.Contains(err.Error(), "mauve") {
			t.Errorf("set to what is no option: %v", err)
		}
		check(t, "heard", heard, []string{"green", "blue"})
	})
}

func TestButton(t *testing.T) {
	generations(t, func(t *testing.T, f *front) {
		n := 0
		b := NewButton("go").OnClick(func() { n++; display.Show("click") })
		NewHBox(b, NewLabel("x")).Display()
		check(t, "waits", []bool{f.click(), f.click(), f.click()}, []bool{true, false, false})
		f.turn()
		check(t, "clicks", n, 3)
		check(t, "shown", f.log, []string{"click in m", "click in m", "click in m"})
		for range 3 * mostClicks {
			f.click()
		}
		f.turn()
		check(t, "a flood of clicks", n, 3+mostClicks)
		b.Click()
		check(t, "click of a cell", n, 4+mostClicks)
	})
}

func TestOtherValues(t *testing.T) {
	f := newFront(t, eight)
	c, x, i, p := NewCheckbox("c", false), NewText("x", ""), must(NewIntSlider("i", 0, 9, 3)).Step(3), must(NewFloatProgress("p", 0, 4))
	l, h := NewLabel("l"), NewHTML("<i>h</i>")
	NewVBox(c, x, i, p, l, h).Display()
	f.set("CheckboxModel", "value", "true")
	f.set("TextModel", "value", `"typed"`)
	f.set("IntSliderModel", "value", "6")
	check(t, "values", []any{c.Value(), x.Value(), i.Value()}, []any{true, "typed", 6})
	p.SetValue(3)
	l.SetValue("new")
	h.SetValue("<b>new</b>")
	for class, want := range map[string]any{"FloatProgressModel": 3.0, "LabelModel": "new", "HTMLModel": "<b>new</b>"} {
		_, s := f.model(class)
		check(t, class, s["value"], want)
	}
	check(t, "text", NewVBox(c, x, i, p, l, h).String(), "c: true\nx: \"typed\"\ni: 6\np: 75 %\nnew\nnew")
	c.SetValue(false)
	x.SetValue("y")
	i.SetValue(100)
	check(t, "set", []any{c.Value(), x.Value(), i.Value()}, []any{false, "y", 9})
}

func TestPages(t *testing.T) {
	generations(t, func(t *testing.T, f *front) {
		must(NewTab([]string{"one", "two"}, NewLabel("a"), NewButton("b"))).Display()
		_, s := f.model("TabModel")
		if dialect == eight {
			check(t, "titles", s["titles"], any([]any{"one", "two"}))
		} else {
			check(t, "titles", s["_titles"], any(map[string]any{"0": "one", "1": "two"}))
		}
		f.set("TabModel", "selected_index", "1")
		check(t, "children", len(s["children"].([]any)), 2)
	})
	if _, err := NewTab([]string{"one"}); err == nil {
		t.Error("a title without a page is accepted")
	}
}

// A page that is loaded anew asks for everything, and gets what the one before set.
func TestReload(t *testing.T) {
	f := newFront(t, eight)
	s := must(NewIntSlider("n", 0, 9, 3))
	NewVBox(s, NewOutput()).Display()
	f.set("IntSliderModel", "value", "5")
	f.set("OutputModel", "outputs", `[{"output_type":"stream","name":"stdout","text":"x"}]`)
	_, box := f.model("VBoxModel")
	children := box["children"]
	f.set("VBoxModel", "children", `[]`) // not for a front end to say
	box["children"] = children
	comm.Deliver(comm.Message{Kind: comm.Opened, ID: "control", Target: "jupyter.widget.control"})
	f.send("control", `{"method":"request_states"}`)
	check(t, "models", len(f.all), 3)
	for id, m := range f.all {
		check(t, "name", m.Name, f.state[id]["_model_name"])
		check(t, "state", m.State, f.state[id])
	}
}

// A front end of ipywidgets 6 says so.
func TestVersionIsHeard(t *testing.T) {
	newFront(t, eight)
	var answer string
	comm.SetSink(func(m comm.Message) { answer = string(m.Data) })
	comm.Deliver(comm.Message{Kind: comm.Opened, ID: "v", Target: "jupyter.widget.version"})
	check(t, "dialect", dialect, six)
	check(t, "answer", answer, `{"version":"~2.1.0"}`)
}

func TestOutput(t *testing.T) {
	f := newFront(t, eight)
	comm.Begin("cell")
	o := NewOutput()
	o.Capture(func() {
		display.Show("a")
		o.Capture(func() { display.Show("b") })
		display.Show("c")
	})
	display.Show("d")
	o.Clear(false)
	func() {
		defer func() { recover() }()
		o.Capture(func() { panic("x") })
	}()
	check(t, "log", f.log, []string{"a in cell", "b in cell", "c in cell", "d", "clear in cell"})
	check(t, "after a panic", f.holder(), "")
}

func TestStyle(t *testing.T) {
	f := newFront(t, eight)
	s := NewText("", "")
	SetStyle(s, "width", "300px")
	s.Display()
	id, layout := f.model("LayoutModel")
	_, text := f.model("TextModel")
	check(t, "layout", []any{text["layout"], layout["width"], layout["_model_module"]}, []any{"IPY_MODEL_" + id, "300px", "@jupyter-widgets/base"})
	SetStyle(s, "width", "")
	check(t, "unset", layout["width"], any(nil))
}

func TestClose(t *testing.T) {
	f := newFront(t, eight)
	b := NewVBox(NewButton("x"), must(NewIntSlider("n", 0, 9, 3)))
	b.Display()
	Close(b)
	check(t, "models", len(f.state), 0)
	check(t, "opened", len(opened), 0)
	b.Display()
	check(t, "shown again", len(f.state), 5) // a frame, an output, and the three
}

func TestText(t *testing.T) {
	old := comm.SetSink(nil)
	defer func() { comm.SetSink(old) }()
	b := must(NewAccordion([]string{"A", "B"}, NewHBox(NewCheckbox("on", true), NewButton("go")), must(NewRadioButtons("r", "x", "y")))).Display()
	check(t, "bundle", b, display.Text("A\n  on: true   [go]\nB\n  r: x (of x, y)"))
}

func TestRefused(t *testing.T) {
	nan := 0.0
	nan /= nan
	for want, err := range map[string]error{
		"NewFloatSlider: low":    second(NewFloatSlider("", nan, 1, 0)),
		"NewFloatSlider: high":   second(NewFloatSlider("", 1, 1, 0)),
		"NewFloatSlider: v":      second(NewFloatSlider("", 0, 1, nan)),
		"NewIntSlider: high":     second(NewIntSlider("", 1, 1, 0)),
		"NewFloatProgress: high": second(NewFloatProgress("", 1, -1)),
		"NewDropdown: options":   second(NewDropdown("")),
		"NewRadioButtons: opt":   second(NewRadioButtons("", "a", "b", "a")),
		"NewTab: lengths":        second(NewTab([]string{"a"})),
	} {
		if err == nil || !strings.Contains(err.Error(), "widget."+want) {
			t.Errorf("want an error %q, got %v", want, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestSteps(t *testing.T) {
	for _, tt := range []struct {
		low, high, step float64
		format          string
	}{
		{0, 1, 0.01, ".2f"}, {0, 10, 0.1, ".1f"}, {0, 1000, 10, ".0f"}, {0, 3, 0.02, ".2f"}, {-4, 4, 0.05, ".2f"}, {0, 1e-9, 1e-11, ".3g"},
	} {
		f := newFront(t, eight)
		must(NewFloatSlider("", tt.low, tt.high, 0)).Display()
		_, s := f.model("FloatSliderModel")
		got := s["step"].(float64)
		if d := got/tt.step - 1; d > 1e-9 || d < -1e-9 || s["readout_format"] != tt.format {
			t.Errorf("from %v to %v: step %v, format %v; want %v, %v", tt.low, tt.high, got, s["readout_format"], tt.step, tt.format)
		}
	}
}

func TestInteract(t *testing.T) {
	generations(t, func(t *testing.T, f *front) {
		comm.Begin("cell")
		i := must(Interact(func(rate float64, n int, on bool, name, pick string) (any, error) {
			display.Show("run")
			if n == 0 {
				return nil, fmt.Errorf("no n")
			}
			return fmt.Sprint(rate, n, on, name, pick), nil
		}, Range("a", 0, 4), Step("a", 0.5), Start("b", 3), Start("c", true), Start("d", "x"), Options("e", "y", "z"), Start("e", "z")))
		i.Display()
		comm.Begin("")
		_, s := f.model("FloatSliderModel")
		check(t, "slider", []any{s["min"], s["max"], s["step"], s["value"], s["description"]}, []any{0.0, 4.0, 0.5, 2.0, "a"})
		check(t, "waits", f.set("FloatSliderModel", "value", "2.5"), true)
		f.set("IntSliderModel", "value", "0")
		f.turn()
		check(t, "log", f.log, []string{"run in cell", "2 3 truexz in cell", "clear in m", "run in m", "no n in m"})
		check(t, "text", i.String(), `a: 2.5, b: 0, c: true, d: "x", e: z (of y, z)`)
	})
}

func TestInteractAlone(t *testing.T) {
	old := comm.SetSink(nil)
	defer func() { comm.SetSink(old) }()
	var got []float64
	i := must(Interact(func(x float64) { got = append(got, x) }))
	check(t, "called", got, []float64{0.5})
	check(t, "bundle", i.Display(), display.Text("a: 0.5"))
}

func TestInteractRefuses(t *testing.T) {
	f := func(float64, int, string) {}
	for want, err := range map[string]error{
		"f = int":                  second(Interact(3)),
		"variadic":                 second(Interact(func(...int) {})),
		"parameter a of f is a []": second(Interact(func([]int) {})),
		"name = z":                 second(Interact(f, Range("z", 0, 1))),
		"high = 0":                 second(Interact(f, Range("a", 1, 0))),
		"a number, not a string":   second(Interact(f, Range("c", 0, 1))),
		"widget.Step: step = 0.5":  second(Interact(f, Step("b", 0.5))),
		"widget.Step: step = -1":   second(Interact(f, Step("a", -1))),
		"widget.Start: v = x":      second(Interact(f, Start("a", "x"))),
		"want a string":            second(Interact(f, Start("c", nil))),
		"at least one":             second(Interact(f, Options("c"))),
		"a string, not a int":      second(Interact(f, Options("b", "x"))),
		"option = w":               second(Interact(f, Options("c", "x"), Start("c", "w"))),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}

// Nothing that a front end sends brings a widget down, or to a value that it
// cannot have.
func FuzzFrontEnd(f *testing.F) {
	for _, seed := range []string{
		`{"method":"update","state":{"value":3}}`, `{"method":"backbone","sync_data":{"value":"green","index":2}}`,
		`{"method":"custom","content":{"event":"click"}}`, `{"method":"request_state"}`, `{"method":"request_states"}`,
		`{"method":"update","state":{"value":1e400}}`, `{"method":"update","state":{"children":["IPY_MODEL_x"],"layout":7,"msg_id":null,"_options_labels":[],"titles":0}}`,
		`[]`, `null`, `{"method":"update","state":[1]}`, ``,
	} {
		f.Add(byte(8), []byte(seed))
	}
	f.Fuzz(func(t *testing.T, g byte, data []byte) {
		front := newFront(t, []generation{six, seven, eight}[g%3])
		s, n := must(NewFloatSlider("", 0, 1, 0.5)), must(NewIntSlider("", 0, 9, 3))
		c := must(NewToggleButtons("", "red", "green"))
		b := NewButton("").OnClick(func() {})
		SetStyle(b, "width", "1px")
		s.OnChange(func(float64) {})
		must(NewTab([]string{"", "", ""}, NewVBox(s, n, c), NewText("", ""), b)).Display()
		comm.Deliver(comm.Message{Kind: comm.Opened, ID: "control", Target: "jupyter.widget.control"})
		ids := []string{"control"}
		for id := range front.state {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		for range 2 {
			for _, id := range ids {
				front.sendRaw(id, data)
			}
			front.turn()
		}
		if v := s.Value(); !(v >= 0 && v <= 1) {
			t.Errorf("slider at %v", v)
		}
		if v := n.Value(); v < 0 || v > 9 {
			t.Errorf("slider at %v", v)
		}
		if v := c.Value(); v != "red" && v != "green" {
			t.Errorf("choice of %v", v)
		}
		SetStyle(b, "width", "2px")
		c.SetValue("green")
	})
}

func (f *front) sendRaw(id string, data []byte) {
	comm.Deliver(comm.Message{Kind: comm.Sent, ID: id, Data: data})
}
