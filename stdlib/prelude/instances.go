package prelude

// Instances lists the elementwise functions compiled for each type they take,
// under names such as "Sin[float64]": the interpreter of cells knows no generics.
func Instances() map[string]any {
	m := map[string]any{}
	for _, f := range []struct {
		name           string
		number, vector any
	}{
		{"Sin", Sin[float64], Sin[[]float64]}, {"Cos", Cos[float64], Cos[[]float64]}, {"Tan", Tan[float64], Tan[[]float64]},
		{"Asin", Asin[float64], Asin[[]float64]}, {"Acos", Acos[float64], Acos[[]float64]}, {"Atan", Atan[float64], Atan[[]float64]},
		{"Sinh", Sinh[float64], Sinh[[]float64]}, {"Cosh", Cosh[float64], Cosh[[]float64]}, {"Tanh", Tanh[float64], Tanh[[]float64]},
		{"Exp", Exp[float64], Exp[[]float64]}, {"Expm1", Expm1[float64], Expm1[[]float64]}, {"Log", Log[float64], Log[[]float64]},
		{"Log2", Log2[float64], Log2[[]float64]}, {"Log10", Log10[float64], Log10[[]float64]}, {"Log1p", Log1p[float64], Log1p[[]float64]},
		{"Sqrt", Sqrt[float64], Sqrt[[]float64]}, {"Abs", Abs[float64], Abs[[]float64]}, {"Square", Square[float64], Square[[]float64]},
		{"Sign", Sign[float64], Sign[[]float64]}, {"Floor", Floor[float64], Floor[[]float64]}, {"Ceil", Ceil[float64], Ceil[[]float64]},
		{"Round", Round[float64], Round[[]float64]}, {"Relu", Relu[float64], Relu[[]float64]}, {"Sigmoid", Sigmoid[float64], Sigmoid[[]float64]},
		{"Softplus", Softplus[float64], Softplus[[]float64]}, {"Erf", Erf[float64], Erf[[]float64]}, {"Lgamma", Lgamma[float64], Lgamma[[]float64]},
		{"Pow", Pow[float64], Pow[[]float64]}, {"Clip", Clip[float64], Clip[[]float64]},
		{"Exp2", Exp2[float64], Exp2[[]float64]}, {"Cbrt", Cbrt[float64], Cbrt[[]float64]},
		{"Trunc", Trunc[float64], Trunc[[]float64]}, {"Erfc", Erfc[float64], Erfc[[]float64]},
		{"NormalPdf", NormalPdf[float64], NormalPdf[[]float64]}, {"NormalCdf", NormalCdf[float64], NormalCdf[[]float64]},
		{"NormalQuantile", NormalQuantile[float64], NormalQuantile[[]float64]},
	} {
		m[f.name+"[float64]"], m[f.name+"[[]float64]"] = f.number, f.vector
	}
	return m
}
