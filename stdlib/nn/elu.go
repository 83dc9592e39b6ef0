package nn

import "monro/stdlib/ad"

// ELU is x where it is positive and alpha·(exp(x) − 1) elsewhere (Clevert,
// Unterthiner and Hochreiter 2016); alpha is usually 1.
func ELU(alpha float64) Layer {
	return elementwise("elu", func(x ad.Node) ad.Node {
		below := ad.Neg(ad.Relu(ad.Neg(x)))
		return ad.Add(ad.Relu(x), ad.OpMulSN(alpha, ad.Expm1(below)))
	})
}
