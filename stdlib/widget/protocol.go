package widget

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"

	"monro/stdlib/comm"
)

// Targets of comms, as ipywidgets names them.
const (
	target        = "jupyter.widget"         // a model
	controlTarget = "jupyter.widget.control" // asks for all models, after a page was loaded anew
	versionTarget = "jupyter.widget.version" // of ipywidgets 6: compares versions
)

// A generation of ipywidgets' front ends. They differ in how a model is called and
// announced, and each understands its own alone.
type generation int

const (
	six   generation = 6
	seven generation = 7
	eight generation = 8
)

// dialect is what the front end speaks. That it is 6 can be heard; 7 and 8 cannot be
// told apart, so MONRO_WIDGETS=7 in the environment says that it is 7.
var dialect = func() generation {
	if os.Getenv("MONRO_WIDGETS") == "7" {
		return seven
	}
	return eight
}()

// versions of the front end's packages that the models are of.
var versions = map[generation]map[string]string{
	six:   {"base": versionSix, "controls": versionSix, "output": versionSix},
	seven: {"base": "1.2.0", "controls": "1.5.0", "output": "1.0.0"},
	eight: {"base": "2.0.0", "controls": "2.0.0", "output": "1.0.0"},
}

const versionSix = "~2.1.0"

// packageName is the front end's package that holds the classes of a module.
func packageName(module string) string {
	if dialect == six {
		return "jupyter-js-widgets"
	}
	return "@jupyter-widgets/" + module
}

func init() {
	comm.Register(versionTarget, func(c *comm.Comm, _ comm.Message) comm.Handler {
		mu.Lock()
		dialect = six
		mu.Unlock()
		c.Send(map[string]any{"version": versionSix})
		return nil
	})
	comm.Register(controlTarget, func(c *comm.Comm, _ comm.Message) comm.Handler {
		return func(m comm.Message) func() {
			var data struct{ Method string }
			if m.Kind == comm.Sent && json.Unmarshal(m.Data, &data) == nil && data.Method == "request_states" {
				mu.Lock()
				defer mu.Unlock()
				c.Send(map[string]any{"method": "update_states", "states": allStates(), "buffer_paths": []any{}})
			}
			return nil
		}
	})
}

// opened are the models that the front end knows, by the ids of their comms.
var opened = map[string]*model{}

// allStates is what a page that was loaded anew asks for.
func allStates() map[string]any {
	all := make(map[string]any, len(opened))
	for id, m := range opened {
		if m.comm.Closed() {
			continue
		}
		s := m.encoded()
		all[id] = map[string]any{
			"model_name":           s["_model_name"],
			"model_module":         s["_model_module"],
			"model_module_version": s["_model_module_version"],
			"state":                s,
		}
	}
	return all
}

// opening is what the comm of m is opened with.
func (m *model) opening() (data, metadata any) {
	if dialect == six {
		return m.encoded(), nil
	}
	return map[string]any{"state": m.encoded(), "buffer_paths": []any{}}, map[string]any{"version": "2.1.0"}
}

// encoded is some of m's attributes, or all with its class where none are named, in
// the front end's words.
func (m *model) encoded(attributes ...string) map[string]any {
	e := map[string]any{}
	if len(attributes) == 0 {
		version := versions[dialect][m.module]
		e["_model_name"], e["_model_module"], e["_model_module_version"] = m.className(), packageName(m.module), version
		e["_view_name"], e["_view_module"], e["_view_module_version"] = m.view, packageName(m.module), version
		if m.class != "Layout" {
			e["_dom_classes"] = []any{}
		}
		for a, v := range m.state {
			m.encode(e, a, v)
		}
	}
	for _, a := range attributes {
		m.encode(e, a, m.state[a])
	}
	return e
}

func (m *model) className() string {
	if dialect == six && m.class == "FloatProgress" {
		return "ProgressModel"
	}
	return m.class + "Model"
}

func (m *model) encode(e map[string]any, attribute string, v any) {
	labels, choice := m.state["_options_labels"].([]string)
	switch i, isIndex := v.(int); {
	case attribute == "index" && choice && isIndex && dialect == six:
		e["value"] = labels[i]
	case attribute == "titles" && dialect != eight:
		titles := map[string]any{}
		for i, t := range v.([]string) {
			titles[strconv.Itoa(i)] = t
		}
		e["_titles"] = titles
	default:
		e[attribute] = reference(v)
	}
}

// translated is an attribute that the front end has set, in the words of 8.
func (m *model) translated(attribute string, v json.RawMessage) (string, json.RawMessage) {
	labels, choice := m.state["_options_labels"].([]string)
	if attribute != "value" || !choice || dialect != six {
		return attribute, v
	}
	var label string
	if json.Unmarshal(v, &label) != nil {
		return "", nil
	}
	i := slices.Index(labels, label)
	if i < 0 {
		return "", nil
	}
	return "index", json.RawMessage(strconv.Itoa(i))
}

// reference is v with models replaced by their names.
func reference(v any) any {
	switch v := v.(type) {
	case *model:
		return "IPY_MODEL_" + v.comm.ID()
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = reference(x)
		}
		return list
	}
	return v
}
