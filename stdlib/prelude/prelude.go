// Package prelude holds the bare names of a cell: each exported function is
// visible in every cell with a lower-case first letter, without an import. A
// name that a cell declares hides it. What belongs here is used in most
// notebooks; the rest stays in its package.
package prelude

import (
	"bufio"
	"fmt"
	"iter"
	"os"
	"strings"

	"monro/stdlib/display"
)

// Show shows values in the output area, side by side with what the cell
// prints: figures as pictures, tables as tables, the rest as text.
func Show(values ...any) { display.Show(values...) }

// Table starts a table with the given column headings; Row adds to it:
//
//	table("method", "loss").Row("SGD", 0.31).Row("Adam", 0.12)
func Table(columns ...string) *display.Table { return display.NewTable(columns...) }

// Track counts from 0 to n-1 and shows a progress bar with a label:
//
//	for i := range track("epochs", 100) { ... }
func Track(label string, n int) iter.Seq[int] { return display.Track(label, n) }

// Markdown is a text to show with its headings, lists and, between dollar
// signs, mathematics.
func Markdown(text string) display.Bundle { return display.Markdown(text) }

// Latex is a formula to show.
func Latex(formula string) display.Bundle { return display.LaTeX(formula) }

// Input asks for a line of text. In a notebook the front end shows a field; in
// a compiled program the prompt is printed and a line read from standard input.
func Input(prompt ...string) string {
	fmt.Print(strings.Join(prompt, " "))
	line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	return strings.TrimRight(line, "\r\n")
}

// Password is Input for secrets: a front end does not show what is typed.
func Password(prompt ...string) string { return Input(prompt...) }
