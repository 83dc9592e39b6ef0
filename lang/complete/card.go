package complete

import (
	"fmt"
	"go/doc/comment"
	"strings"

	"monro/stdlib/display"
)

// A Card is the description of a name. Only Declaration is always there.
type Card struct {
	Declaration string // Go, perhaps of several lines
	Doc         string // a doc comment as it was written
	About       string // a sentence on the type of a variable
	Members     []string
	Place       string // where it is declared
	Source      string // Go
	Variable    string // the session variable whose value belongs on the card, "" for none
	Value       string // that value, as text
}

const (
	membersLimit = 60
	valueLimit   = 500 // characters
)

// Bundle shows the card as text/plain and text/markdown.
func (c *Card) Bundle() display.Bundle {
	return display.Bundle{Data: map[string]any{"text/plain": c.plain(), "text/markdown": c.markdown()}}
}

func (c *Card) plain() string {
	parts := []string{c.Declaration}
	if c.Value != "" {
		sep := " "
		if strings.Contains(c.value(), "\n") {
			sep = "\n"
		}
		parts = append(parts, "value:"+sep+c.value())
	}
	if c.Doc != "" {
		p := comment.Printer{}
		parts = append(parts, strings.TrimSpace(string(p.Text(parse(c.Doc)))))
	}
	parts = append(parts, c.About, strings.Join(c.members(), "\n"), c.Source, c.Place)
	return paragraphs(parts)
}

func (c *Card) markdown() string {
	parts := []string{fence("go", c.Declaration)}
	if c.Value != "" {
		parts = append(parts, fence("", c.value()))
	}
	if c.Doc != "" {
		p := comment.Printer{HeadingLevel: 4, HeadingID: func(*comment.Heading) string { return "" }, DocLinkURL: func(*comment.DocLink) string { return "" }}
		parts = append(parts, strings.TrimSpace(string(p.Markdown(parse(c.Doc)))))
	}
	parts = append(parts, c.About)
	if len(c.Members) > 0 {
		parts = append(parts, fence("go", strings.Join(c.members(), "\n")))
	}
	if c.Source != "" {
		parts = append(parts, fence("go", c.Source))
	}
	if c.Place != "" {
		parts = append(parts, "*"+c.Place+"*")
	}
	return paragraphs(parts)
}

func (c *Card) value() string { return clip(strings.TrimSpace(c.Value), valueLimit) }

func (c *Card) members() []string {
	if n := len(c.Members); n > membersLimit {
		return append(c.Members[:membersLimit:membersLimit], fmt.Sprintf("// and %d more", n-membersLimit))
	}
	return c.Members
}

// parse reads a doc comment. All names in brackets are taken to be known: they
// are shown without brackets, and without a link.
func parse(doc string) *comment.Doc {
	p := comment.Parser{LookupSym: func(string, string) bool { return true }}
	return p.Parse(doc)
}

// fence puts text into a code block that its own backquotes cannot end.
func fence(language, text string) string {
	marks := "```"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	return marks + language + "\n" + text + "\n" + marks
}

func paragraphs(parts []string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n\n")
}
