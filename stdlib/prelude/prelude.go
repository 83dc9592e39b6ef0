// Package prelude holds the bare names of a cell: each exported function is
// visible in every cell with a lower-case first letter, without an import. A
// name that a cell declares hides it. What belongs here is used in most
// notebooks; the rest stays in its package.
package prelude

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"monro/stdlib/display"
)

// Show shows values in the output area, side by side with what the cell
// prints: figures as pictures, tables as tables, the rest as text.
func Show(values ...any) { display.Show(values...) }

// Input asks for a line of text. In a notebook the front end shows a field; in
// a compiled program the prompt is printed and a line read from standard input.
func Input(prompt ...string) string {
	fmt.Print(strings.Join(prompt, " "))
	line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	return strings.TrimRight(line, "\r\n")
}

// Password is Input for secrets: a front end does not show what is typed.
func Password(prompt ...string) string { return Input(prompt...) }
