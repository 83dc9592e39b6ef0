package sandbox

import (
	"encoding/json"
	"reflect"
	"testing"

	"monro/stdlib/display"
)

func TestTame(t *testing.T) {
	png := []byte{1, 2, 3}
	type data = map[string]any
	for _, tt := range []struct {
		name           string
		data, metadata data
		want, wantMeta data
	}{
		{"text", data{"text/plain": "x"}, nil, data{"text/plain": "x"}, data{}},
		{"HTML", data{"text/html": "<script>alert(1)</script>", "text/plain": "a table"}, nil, data{"text/plain": "a table"}, data{}},
		{"script", data{"application/javascript": "alert(1)"}, nil, data{"text/plain": "(an output that is not shown in the sandbox)"}, data{}},
		{"widget", data{"application/vnd.jupyter.widget-view+json": json.RawMessage(`{}`), "text/plain": "slider"}, nil, data{"text/plain": "slider"}, data{}},
		{"Markdown", data{"text/markdown": "![](http://example.org/?secret)", "text/plain": "x"}, nil, data{"text/plain": "x"}, data{}},
		{"formula", data{"text/latex": "$a_1$"}, nil, data{"text/latex": "$a_1$"}, data{}},
		{"HTML as a formula", data{"text/latex": "<img src=x onerror=alert(1)>", "text/plain": "x"}, nil, data{"text/plain": "x"}, data{}},
		{"image", data{"image/png": png}, data{"image/png": json.RawMessage(`{"width":7,"height":"1 onload=alert(1)","class":"x"}`), "other": 1},
			data{"image/png": png}, data{"image/png": map[string]float64{"width": 7}}},
		{"text as an image", data{"image/png": `"><script>alert(1)</script>`, "text/plain": "x"}, nil, data{"text/plain": "x"}, data{}},
		{"drawing", data{"image/svg+xml": "<svg/>", "text/plain": `"><b>`}, nil,
			data{"text/html": `<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="&#34;&gt;&lt;b&gt;">`, "text/plain": `"><b>`}, data{}},
		{"JSON", data{"application/json": json.RawMessage(`[1]`)}, nil, data{"application/json": json.RawMessage(`[1]`)}, data{}},
		{"nothing", data{}, nil, data{}, data{}},
	} {
		got := Tame(display.Bundle{Data: tt.data, Metadata: tt.metadata})
		if !reflect.DeepEqual(got.Data, tt.want) || !reflect.DeepEqual(got.Metadata, tt.wantMeta) {
			t.Errorf("%s: %v, %v; wanted %v, %v", tt.name, got.Data, got.Metadata, tt.want, tt.wantMeta)
		}
	}
}
