package display

import "strings"

// A piece of a text is either all mathematics or all not.
type piece struct {
	text string // without the dollar signs
	math bool
}

// pieces finds the mathematics between single dollar signs, by the rule that
// pandoc has: no blank behind the first sign nor before the second, which no
// digit follows. So "from $5 to $6" has none. What would break out of its place
// in a document is not mathematics either.
func pieces(s string) []piece {
	var out []piece
	text := func(t string) {
		if n := len(out); n > 0 && !out[n-1].math {
			out[n-1].text += t
		} else if t != "" {
			out = append(out, piece{text: t})
		}
	}
	for s != "" {
		i := strings.IndexByte(s, '$')
		if i < 0 {
			text(s)
			break
		}
		text(s[:i])
		s = s[i:]
		n := strings.IndexByte(s[1:], '$') + 1
		if n > 0 && mathematical(s[1:n]) && (n+1 == len(s) || s[n+1] < '0' || s[n+1] > '9') {
			out = append(out, piece{s[1:n], true})
			s = s[n+1:]
			continue
		}
		text("$")
		s = s[1:]
	}
	return out
}

// mathematical says whether s can stand between dollar signs in any document.
func mathematical(s string) bool {
	if s == "" || strings.TrimSpace(s) != s || strings.Contains(s, `\begin`) || strings.Contains(s, `\end`) {
		return false
	}
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
			if i == len(s) || s[i] == '\\' || s[i] == '(' || s[i] == ')' || s[i] == '[' || s[i] == ']' {
				return false
			}
		case '{':
			depth++
		case '}':
			depth--
			if depth < 0 {
				return false
			}
		case '%', '&', '#', '\n', '\r':
			return false
		}
	}
	return depth == 0
}

// escape puts the pieces of s together again, the text and the mathematics each
// in the words of a format.
func escape(s string, text, math func(string) string) string {
	var b strings.Builder
	for _, p := range pieces(s) {
		if p.math {
			b.WriteString("$" + math(p.text) + "$")
		} else {
			b.WriteString(text(p.text))
		}
	}
	return b.String()
}

// The page's mathematics would begin at a dollar sign or a backslash; in an
// element of its own it does not.
var htmlEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;",
	"$", "<span>$</span>", `\`, `<span>\</span>`)

var htmlMath = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

func htmlText(s string) string { return escape(s, htmlEscape.Replace, htmlMath.Replace) }

// Backslash and dollar sign as entities, since Jupyter looks for mathematics
// before it looks for Markdown's escapes.
var markdownEscape = strings.NewReplacer(
	`\`, "&#92;", "$", "&#36;", "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", ">", "&gt;", "[", `\[`, "]", `\]`,
	"#", `\#`, "~", `\~`, "&", "&amp;")

// A bar would end the cell, and < could open an element.
var markdownMath = strings.NewReplacer(`\|`, `\Vert `, "|", `\vert `, "<", "< ", "`", "{}`")

func markdownText(s string) string { return escape(s, markdownEscape.Replace, markdownMath.Replace) }

// markdownLine is markdownText for a paragraph of its own, whose first
// characters could make a list or a heading of it.
func markdownLine(s string) string {
	s = strings.TrimSpace(markdownText(s))
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	switch rest := s[digits:]; {
	case rest == "":
	case digits > 0 && (rest[0] == '.' || rest[0] == ')'):
		return s[:digits] + `\` + rest
	case digits == 0 && strings.ContainsRune("+-=", rune(rest[0])):
		return `\` + s
	}
	return s
}

var latexEscape = strings.NewReplacer(append([]string{
	`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`, "<", `\textless{}`, ">", `\textgreater{}`, "|", `\textbar{}`,
	"`", `\textasciigrave{}`, "--", "-{}-{}", // no dash
	"[", "{[}", "]", "{]}", "*", "{*}", // after \\ these would be its options
	"…", `\ldots{}`, "–", "--", "—", "---", "\u00a0", "~", "\u202f", `\,`, "\ufffd", "?",
}, latexSigns()...)...)

// latexSigns are characters that the fonts of pdflatex have in mathematics only.
func latexSigns() []string {
	signs := []string{
		"±", `\pm`, "−", "-", "∞", `\infty`, "×", `\times`, "·", `\cdot`, "÷", `\div`, "≤", `\le`, "≥", `\ge`, "≠", `\ne`, "≈", `\approx`,
		"∈", `\in`, "→", `\to`, "←", `\leftarrow`, "↑", `\uparrow`, "↓", `\downarrow`, "∂", `\partial`, "∇", `\nabla`, "√", `\surd`, "∑", `\sum`,
		"†", `\dagger`, "‡", `\ddagger`, "ℓ", `\ell`, "°", `^\circ`, "′", `'`, "⁻", "^-",
		"α", `\alpha`, "β", `\beta`, "γ", `\gamma`, "δ", `\delta`, "ε", `\varepsilon`, "ζ", `\zeta`, "η", `\eta`, "θ", `\theta`, "κ", `\kappa`,
		"λ", `\lambda`, "μ", `\mu`, "µ", `\mu`, "ν", `\nu`, "ξ", `\xi`, "π", `\pi`, "ρ", `\rho`, "σ", `\sigma`, "τ", `\tau`, "φ", `\varphi`,
		"χ", `\chi`, "ψ", `\psi`, "ω", `\omega`, "Γ", `\Gamma`, "Δ", `\Delta`, "Θ", `\Theta`, "Λ", `\Lambda`, "Ξ", `\Xi`, "Π", `\Pi`,
		"Σ", `\Sigma`, "Φ", `\Phi`, "Ψ", `\Psi`, "Ω", `\Omega`,
	}
	for i := 1; i < len(signs); i += 2 {
		signs[i] = "$" + signs[i] + "$"
	}
	for i, r := range []rune("₀₁₂₃₄₅₆₇₈₉") {
		signs = append(signs, string(r), "$_"+string(rune('0'+i))+"$")
	}
	for i, r := range []rune("⁰¹²³⁴⁵⁶⁷⁸⁹") {
		signs = append(signs, string(r), "$^"+string(rune('0'+i))+"$")
	}
	return signs
}

func latexText(s string) string {
	return escape(s, latexEscape.Replace, func(m string) string { return m })
}
