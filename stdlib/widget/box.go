package widget

import (
	"slices"
	"strings"

	"monro/stdlib/display"
	"monro/stdlib/vec"
)

// A Box is widgets side by side, above each other, or on pages.
type Box struct {
	*model
	widgets []Widget
	titles  []string // of pages
	between string   // in text
}

func newBox(class string, between string, children []Widget) *Box {
	m := newModel(class, class+"View", state{"box_style": ""})
	m.adopt(children)
	return &Box{model: m, widgets: slices.Clone(children), between: between}
}

// NewVBox puts widgets above each other.
func NewVBox(children ...Widget) *Box { return newBox("VBox", "\n", children) }

// NewHBox puts widgets side by side.
func NewHBox(children ...Widget) *Box { return newBox("HBox", "   ", children) }

// NewTab puts each widget on a page of its own, with its title on a tab. There must
// be as many titles as widgets.
func NewTab(titles []string, children ...Widget) (*Box, error) {
	return newPages("widget.NewTab", "Tab", titles, children)
}

// NewAccordion puts each widget on a page of its own below its title, where a click
// unfolds it. There must be as many titles as widgets.
func NewAccordion(titles []string, children ...Widget) (*Box, error) {
	return newPages("widget.NewAccordion", "Accordion", titles, children)
}

func newPages(op, class string, titles []string, children []Widget) (*Box, error) {
	if len(titles) != len(children) {
		return nil, vec.LengthError{Op: op, A: len(titles), B: len(children)}
	}
	b := newBox(class, "\n", children)
	b.titles = slices.Clone(titles)
	b.state["titles"], b.state["selected_index"] = b.titles, 0
	return b, nil
}

// Display shows the widgets.
func (b *Box) Display() display.Bundle { return shown(b) }

// String is the widgets as text.
func (b *Box) String() string {
	var texts []string
	for i, c := range b.widgets {
		text := c.String()
		if b.titles != nil {
			text = b.titles[i] + "\n  " + strings.ReplaceAll(text, "\n", "\n  ")
		}
		if text != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, b.between)
}
