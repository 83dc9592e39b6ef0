package linalg

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/vec"
)

// A FisherRecursion is the m×m numbers of M-FAC's dynamic algorithm as the paper
// computes them (Frantar, Kurtic and Alistarh, NeurIPS 2021), from the products
// S = GGᵀ of the gradients g_1 to g_m, the rows of G. With F_i for the damped Fisher
// matrix of the first i of them, divided by m throughout,
//
//	D_ij = S_ij/λ − Σ_{k<i} D_ki·D_kj/(m + D_kk)              = g_iᵀ·F_{i−1}⁻¹·g_j, i <= j
//	B_ii = 1/λ,  B_ij = −Σ_{k=j}^{i−1} D_ki/(m + D_kk)·B_kj,  F_{i−1}⁻¹·g_i = Σ_{j<=i} B_ij·g_j.
//
// It is Gaussian elimination without pivoting: U with U_ii = m + D_ii and U_ij = D_ij
// is the upper factor of mI + S/λ.
//
// It serves to study the algorithm. FisherWindow gives the same products without
// starting anew, in O(m³) flops, for each new gradient.
type FisherRecursion struct {
	D *mat.TriDense // upper triangular
	B *mat.TriDense // lower triangular

	m      int
	lambda float64
}

// NewFisherRecursion computes D and B from the products of the gradients, as
// FisherWindow.Gram has them, and the damping lambda, in O(m³) flops. It returns an
// error for a gram that is empty or not finite and a lambda that is not positive.
func NewFisherRecursion(gram mat.Symmetric, lambda float64) (*FisherRecursion, error) {
	const op = "linalg.NewFisherRecursion"
	if gram == nil {
		return nil, ArgumentError{op, "gram", nil, "a matrix"}
	}
	if err := first(finiteMatrix(op, "gram", gram), damping(op, lambda)); err != nil {
		return nil, err
	}
	m := gram.SymmetricDim()
	d, b := make([]float64, m*m), make([]float64, m*m)
	for i := range m {
		for j := i; j < m; j++ {
			d[i*m+j] = gram.At(i, j) / lambda
		}
		b[i*m+i] = 1 / lambda
		for k := range i {
			f := d[k*m+i] / (float64(m) + d[k*m+k])
			vec.Axpy(d[i*m+i:(i+1)*m], -f, d[k*m+i:(k+1)*m])
			vec.Axpy(b[i*m:i*m+k+1], -f, b[k*m:k*m+k+1])
		}
		if v := float64(m) + d[i*m+i]; !(v > 0) {
			return nil, ArgumentError{op, fmt.Sprintf("m + D[%d,%d]", i, i), v, fmt.Sprintf("a positive number: gram is no matrix of products, or lambda = %v too small for its rounding", lambda)}
		}
	}
	return &FisherRecursion{mat.NewTriDense(m, mat.Upper, d), mat.NewTriDense(m, mat.Lower, b), m, lambda}, nil
}

// Coefficients stores in dst the c with F⁻¹x = x/λ − Gᵀc, given y = Gx, and returns
// it, in O(m²) flops:
//
//	p_i = y_i/λ − Σ_{k<i} D_ki·p_k/(m + D_kk),   c_j = Σ_{i>=j} p_i/(m + D_ii)·B_ij.
//
// A nil dst is allocated, and dst may be y. It returns an error for lengths that are
// not m and a y that is not finite.
func (r *FisherRecursion) Coefficients(dst, y []float64) ([]float64, error) {
	const op = "linalg.FisherRecursion.Coefficients"
	if len(y) != r.m {
		return nil, ShapeError{op, shapeOf("D", r.D), lengthOf("y", y)}
	}
	if err := first(target(op, &dst, y), finite(op, "y", y)); err != nil {
		return nil, err
	}
	m, d, b := r.m, r.D.RawTriangular().Data, r.B.RawTriangular().Data
	p := vec.Scale(nil, 1/r.lambda, y)
	for k := range m {
		p[k] /= float64(m) + d[k*m+k]
		vec.Axpy(p[k+1:], -p[k], d[k*m+k+1:(k+1)*m])
	}
	clear(dst)
	for i, pi := range p {
		vec.Axpy(dst[:i+1], pi, b[i*m:i*m+i+1])
	}
	return dst, nil
}
