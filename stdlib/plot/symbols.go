package plot

// fonts are the commands that set their argument in another face. Blackboard
// letters are bold and calligraphic ones italic, so that no font is needed which
// a reader may not have.
var fonts = map[string]string{
	"mathrm": "upright", "text": "upright", "textrm": "upright", "operatorname": "upright",
	"mathbf": "bold", "mathbb": "bold", "boldsymbol": "bold", "bm": "bold", "textbf": "bold",
	"mathcal": "italic", "mathit": "italic", "textit": "italic",
}

var accents = map[string]bool{
	"hat": true, "widehat": true, "bar": true, "overline": true, "tilde": true, "widetilde": true,
	"vec": true, "dot": true, "ddot": true,
}

// symbols are the names after a backslash that stand for characters.
var symbols = map[string]string{
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
	"zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
	"nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "varrho": "ρ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ",
	"phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
	"Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
	"Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",

	"nabla": "∇", "partial": "∂", "infty": "∞", "ell": "ℓ", "sum": "∑", "prod": "∏", "int": "∫",
	"Re": "Re", "Im": "Im", "hbar": "ħ", "emptyset": "∅", "varnothing": "∅",

	"times": "×", "cdot": "·", "pm": "±", "mp": "∓", "div": "÷", "circ": "∘", "odot": "⊙", "oplus": "⊕", "otimes": "⊗",
	"star": "∗", "ast": "∗", "setminus": "\\", "cap": "∩", "cup": "∪", "wedge": "∧", "vee": "∨",

	"le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "ll": "≪", "gg": "≫",
	"approx": "≈", "equiv": "≡", "sim": "∼", "simeq": "≃", "propto": "∝", "perp": "⊥", "mid": "|", "parallel": "∥",
	"in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆",

	"to": "→", "rightarrow": "→", "leftarrow": "←", "gets": "←", "leftrightarrow": "↔", "uparrow": "↑", "downarrow": "↓",
	"Rightarrow": "⇒", "Leftarrow": "⇐", "iff": "⇔", "mapsto": "↦",

	"ldots": "…", "dots": "…", "cdots": "⋯", "prime": "′", "degree": "°", "top": "⊤", "intercal": "⊤", "dagger": "†",
	"forall": "∀", "exists": "∃", "neg": "¬",
	"|": "‖", "Vert": "‖", "vert": "|", "lVert": "‖", "rVert": "‖", "lvert": "|", "rvert": "|",
	"langle": "⟨", "rangle": "⟩", "lceil": "⌈", "rceil": "⌉", "lfloor": "⌊", "rfloor": "⌋",
	"{": "{", "}": "}", "lbrace": "{", "rbrace": "}", "backslash": "\\",

	",": "\u2009", ":": "\u2005", ";": "\u2005", " ": " ", "!": "", "quad": "\u2003", "qquad": "\u2003\u2003",
	"left": "", "right": "", "big": "", "Big": "", "bigl": "", "bigr": "", "Bigl": "", "Bigr": "",
	"displaystyle": "", "limits": "", "nolimits": "",
	"%": "%", "#": "#", "&": "&", "_": "_", "$": "$",
}

// twoSided are the symbols that stand between two sides.
const twoSided = "≤≥≠≈≡∼≃∝∈∉⊂⊆≪≫→←↔⇒⇐⇔↦×·±∓∩∪∧∨⊙⊕⊗∘⊥"
