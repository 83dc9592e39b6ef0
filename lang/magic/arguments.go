package magic

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A option is -letter value in front of a Go statement.
type option struct{ letter, value string }

var optionForm = pattern(`^-([a-zA-Z])([ \t]*)([\pL\pN_.]+)[ \t]*`)

// options reads the options in front of a Go statement, and returns the
// statement. What could be Go is not an option: -n*2 and -x are expressions,
// while no expression goes on like -n 10 f(x).
func options(args string) (list []option, rest string) {
	for {
		m := optionForm().FindStringSubmatch(args)
		if m == nil {
			return list, args
		}
		rest := args[len(m[0]):]
		together := m[2] == ""
		if together {
			if _, err := strconv.Atoi(m[3]); err != nil || !beginsOperand(rest) {
				return list, args
			}
		}
		list, args = append(list, option{m[1], m[3]}), rest
	}
}

func beginsOperand(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-\"`", r)
}

func skipOptions(args string) string {
	_, rest := options(args)
	return rest
}

// path reads the one file name that a magic wants. It may be in quotes.
func (c *call) path(args string) (string, error) {
	name := unquote(args)
	if name == "" {
		return "", usage("%s: no file given, wanted one, as in %s", c.name, lookup(c.name).Usage)
	}
	return home(name), nil
}

func unquote(s string) string {
	s = strings.TrimSpace(s)
	if n := len(s); n > 1 && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0] {
		return s[1 : n-1]
	}
	return s
}

// home puts the home folder in the place of a leading ~.
func home(path string) string {
	if path != "~" && !strings.HasPrefix(path, "~/") {
		return path
	}
	dir, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(dir, path[1:])
}

// words splits arguments at blanks outside of quotes, and takes the quotes off.
func words(args string) []string {
	var list []string
	var word strings.Builder
	inside, quote := false, rune(0)
	for _, r := range args {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			inside, quote = true, r
		case quote == 0 && unicode.IsSpace(r):
			if inside {
				list = append(list, word.String())
			}
			word.Reset()
			inside = false
		default:
			inside = true
			word.WriteRune(r)
		}
	}
	if inside {
		list = append(list, word.String())
	}
	return list
}

// wantNone refuses arguments.
func (c *call) wantNone() error {
	if c.args != "" {
		return usage("%s: unexpected %q, wanted no arguments", c.name, c.args)
	}
	return nil
}

var inserted = pattern(`\$?\{([\pL_][\pL\pN_]*)((?:\.[\pL_][\pL\pN_]*|\[[^\[\]{}]*\])*)\}`)

// substitute puts the values of session variables in the place of {name},
// {name.Field} and {name[i]}. What names no variable stays, and so does ${name}.
func (c *call) substitute(ctx context.Context, text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	known := map[string]bool{}
	for _, n := range c.Names() {
		known[n.Name] = n.Kind == "variable" || n.Kind == "constant"
	}
	return inserted().ReplaceAllStringFunc(text, func(s string) string {
		m := inserted().FindStringSubmatch(s)
		if s[0] == '$' || !known[m[1]] {
			return s
		}
		run, err := c.Compile(m[1] + m[2])
		if err != nil {
			return s
		}
		ctx, stop := context.WithTimeout(ctx, time.Second)
		defer stop()
		v, err := run(ctx)
		if err != nil || v == nil {
			return s
		}
		return v.Text()
	})
}
