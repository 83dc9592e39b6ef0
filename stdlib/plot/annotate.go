package plot

// Texts writes a text at each point x, y; see Text. Options: Color, Alpha.
func (f *Figure) Texts(x, y []float64, texts []string, opts ...Option) *Figure {
	if len(x) != len(y) || len(x) != len(texts) {
		return f.fail("Texts: x has %d values, y has %d, texts has %d", len(x), len(y), len(texts))
	}
	for i, t := range texts {
		f.Text(x[i], y[i], t, opts...)
	}
	return f
}

// CellValues writes the value into each cell of a heat map, with so many decimals.
func CellValues(decimals int) Option {
	return func(s *style) error { s.cellText, s.decimals = true, min(max(decimals, 0), 12); return nil }
}
