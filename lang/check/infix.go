package check

import (
	"regexp"
	"strings"
	"sync"
)

// operatorCall is compiled with the first error message, not with every start.
var operatorCall = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\w+ʹop\.(Add|Sub|Mul|Div|Neg|Eq)(Set)?[A-Z]*\(([^(),]*)(?:, ([^(),]*))?\)`)
})

// infix writes calls that stand for operators as the operators again.
func infix(msg string) string {
	signs := map[string]string{"Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "Eq": "=="}
	for range 20 {
		next := operatorCall().ReplaceAllStringFunc(msg, func(c string) string {
			m := operatorCall().FindStringSubmatch(c)
			if m[1] == "Neg" {
				return "-" + m[3]
			}
			if m[2] != "" {
				return m[3] + " " + signs[m[1]] + "= " + m[4]
			}
			return m[3] + " " + signs[m[1]] + " " + m[4]
		})
		if next == msg {
			break
		}
		msg = next
	}
	return msg
}

var mustCall = regexp.MustCompile(MustName + `\d\(`)

// withoutMust writes calls without the function that checks their error.
func withoutMust(msg string) string {
	for {
		at := mustCall.FindStringIndex(msg)
		if at == nil {
			return msg
		}
		depth, end := 1, len(msg)
		for i := at[1]; i < len(msg); i++ {
			switch msg[i] {
			case '(':
				depth++
			case ')':
				depth--
			}
			if depth == 0 {
				end = i
				break
			}
		}
		rest := ""
		if end < len(msg) {
			rest = msg[end+1:]
		}
		msg = msg[:at[0]] + msg[at[1]:end] + rest
	}
}

// withoutTwins writes calls of derivatives as the cell has them.
func withoutTwins(msg string) string {
	begin := alias(tapePath) + "."
	for {
		at := strings.LastIndex(msg, begin) // what is inside of another goes first
		if at < 0 {
			return msg
		}
		name, rest, _ := strings.Cut(msg[at+len(begin):], "(")
		depth, comma, end := 0, len(rest), len(rest)
		for i, r := range rest {
			switch {
			case strings.ContainsRune("([{", r):
				depth++
			case r == ',' && depth == 0:
				comma = i
			case strings.ContainsRune(")]}", r):
				depth--
			}
			if depth < 0 {
				end = i
				break
			}
		}
		if bare := bareName(name); bare != "" {
			msg = msg[:at] + bare + "(" + rest[:min(comma, end)] + rest[end:]
		} else {
			msg = msg[:at] + "tape." + name + msg[at+len(begin)+len(name):]
		}
	}
}
