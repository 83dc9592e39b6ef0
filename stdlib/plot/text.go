package plot

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A run is a piece of text in one size and height.
type run struct {
	text   string
	level  int // 0: on the line, 1: superscript, -1: subscript
	italic bool
}

const (
	smaller   = 0.72  // size of a superscript or subscript
	raiseUp   = 0.38  // how far up, in sizes of the line
	raiseDown = -0.16 // how far down
)

func (r run) scale() float64 {
	if r.level == 0 {
		return 1
	}
	return smaller
}

func (r run) rise() float64 { return [...]float64{raiseDown, 0, raiseUp}[r.level+1] }

// parse splits a text into runs. Between dollar signs, ^ and _ raise and lower
// the next character, name or {group}, a backslash names a symbol, and - is a
// minus. A text with an odd number of dollar signs has no mathematics.
func parse(text string) []run {
	text = clean(text)
	parts := strings.Split(text, "$")
	if len(parts)%2 == 0 {
		return []run{{text: text}}
	}
	var runs []run
	for i, p := range parts {
		switch {
		case p == "":
		case i%2 == 0:
			runs = append(runs, run{text: p})
		default:
			runs = append(runs, formula(p, 0)...)
		}
	}
	return runs
}

// clean leaves out what XML does not allow, and breaks no lines.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r), r == utf8.RuneError, r == 0xFFFE, r == 0xFFFF:
			return -1
		}
		return r
	}, text)
}

// plainText is a text without its mathematical markup.
func plainText(text string) string {
	var b strings.Builder
	for _, r := range parse(text) {
		b.WriteString(r.text)
	}
	return b.String()
}

// formula parses what stands between dollar signs. Groups nest, but there is one
// size of superscript.
func formula(s string, level int) []run {
	var runs []run
	add := func(t string, italic bool) {
		if n := len(runs); n > 0 && runs[n-1].level == level && runs[n-1].italic == italic {
			runs[n-1].text += t
			return
		}
		runs = append(runs, run{t, level, italic})
	}
	for s != "" {
		c, size := utf8.DecodeRuneInString(s)
		switch {
		case c == '^' || c == '_':
			var group string
			group, s = argument(s[1:])
			l := 1
			if c == '_' {
				l = -1
			}
			runs = append(runs, formula(group, l)...)
			continue
		case c == '\\':
			name := symbolName(s[1:])
			if name == "" {
				s = s[1:]
				continue
			}
			s = s[1+len(name):]
			if t, ok := symbols[name]; ok {
				add(t, t >= "α" && t <= "ω") // small Greek letters are variables
			} else {
				add(name, false) // \log, \min: upright words
			}
			// The space that ends a name is not part of the formula.
			if unicode.IsLetter(rune(name[0])) {
				s = strings.TrimPrefix(s, " ")
			}
			continue
		case c == '{' || c == '}':
		case c == '-':
			add("−", false)
		case c == '*':
			add("∗", false)
		case c == '\'':
			add("′", false)
		default:
			add(string(c), c < utf8.RuneSelf && unicode.IsLetter(c) || c >= 'α' && c <= 'ω')
		}
		s = s[size:]
	}
	return runs
}

// argument takes what ^ or _ applies to off the front of s.
func argument(s string) (group, rest string) {
	switch {
	case s == "":
		return "", ""
	case s[0] == '{':
		depth := 0
		for i := range len(s) {
			switch s[i] {
			case '{':
				depth++
			case '}':
				depth--
			}
			if depth == 0 {
				return s[1:i], s[i+1:]
			}
		}
		return s[1:], ""
	case s[0] == '\\':
		n := 1 + len(symbolName(s[1:]))
		return s[:n], s[n:]
	}
	_, size := utf8.DecodeRuneInString(s)
	return s[:size], s[size:]
}

// symbolName is the name after a backslash: letters, or one other character.
func symbolName(s string) string {
	n := 0
	for n < len(s) && (s[n]|0x20) >= 'a' && (s[n]|0x20) <= 'z' {
		n++
	}
	if n == 0 && s != "" {
		_, n = utf8.DecodeRuneInString(s)
	}
	return s[:n]
}

var symbols = map[string]string{
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
	"zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
	"nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ",
	"phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
	"Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
	"Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
	"nabla": "∇", "partial": "∂", "infty": "∞", "ell": "ℓ", "sum": "∑", "prod": "∏", "int": "∫", "sqrt": "√",
	"times": "×", "cdot": "·", "pm": "±", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠",
	"approx": "≈", "to": "→", "rightarrow": "→", "ldots": "…", "dots": "…", "star": "∗", "ast": "∗",
	"|": "‖", "Vert": "‖", "vert": "|", "lVert": "‖", "rVert": "‖", "prime": "′", "circ": "°",
	"{": "{", "}": "}", ",": "\u2009", ";": "\u2005", " ": " ", "!": "", "left": "", "right": "",
	"mathrm": "", "text": "", "mathbf": "", "quad": "\u2003", "%": "%", "#": "#", "&": "&", "_": "_",
}

// measure is the width of a text in the units of size.
func measure(text string, size float64, bold bool) float64 {
	w := 0.0
	for _, r := range parse(text) {
		w += faceOf(bold, r.italic).width(r.text) * size * r.scale()
	}
	return w
}
