package data

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/vec"
)

// A PCA is the principal components of a data set: the orthogonal directions in which
// its examples vary most. Make one with NewPCA.
type PCA struct {
	Mean       []float64 // of the features
	Components []float64 // unit vectors, row after row, by falling variance
	Variances  []float64 // of the examples along each; they divide by N
}

// NewPCA returns the k first principal components of d, 1 <= k <= D. The sign of a
// component is such that its entry of greatest magnitude is positive. It takes
// O(N·D²+D³) time.
func NewPCA(d *Dataset, k int) (*PCA, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	switch {
	case d.N == 0:
		return nil, fmt.Errorf("data.NewPCA: %q has no examples: want at least one", d.Name)
	case k < 1 || k > d.D:
		return nil, fmt.Errorf("data.NewPCA: k = %d: want 1 <= k <= D = %d", k, d.D)
	}
	if i := vec.NonFinite(d.X); i >= 0 {
		return nil, fmt.Errorf("data.NewPCA: feature %d of example %d is %v: want finite numbers", i%d.D, i/d.D, d.X[i])
	}
	mean, _ := d.moments()
	centred := mat.NewDense(d.N, d.D, vec.Clone(d.X))
	for i := range d.N {
		vec.Sub(centred.RawRowView(i), centred.RawRowView(i), mean)
	}
	covariance := mat.NewSymDense(d.D, nil)
	covariance.SymOuterK(1/float64(d.N), centred.T())
	var eigen mat.EigenSym
	if !eigen.Factorize(covariance, true) {
		return nil, fmt.Errorf("data.NewPCA: no eigenvectors found for %q", d.Name)
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	values := eigen.Values(nil) // rising
	p := &PCA{Mean: mean, Components: make([]float64, k*d.D), Variances: make([]float64, k)}
	for c := range k {
		row := p.Components[c*d.D : (c+1)*d.D]
		mat.Col(row, d.D-1-c, &vectors)
		if row[vec.ArgMax(vec.Mul(nil, row, row))] < 0 {
			vec.Scale(row, -1, row)
		}
		p.Variances[c] = max(values[d.D-1-c], 0)
	}
	return p, nil
}

// Project returns a copy of d whose features are the coordinates along the
// components, of what is left after Mean is taken away.
func (p *PCA) Project(d *Dataset) (*Dataset, error) {
	if err := p.fits("Project", d, len(p.Mean)); err != nil {
		return nil, err
	}
	k := len(p.Variances)
	out := d.like(k)
	x := make([]float64, d.D)
	for i := range d.N {
		vec.MatVec(out.Row(i), p.Components, vec.Sub(x, d.Row(i), p.Mean))
	}
	return out, nil
}

// Reconstruct is the inverse of Project, but for what the components leave out.
func (p *PCA) Reconstruct(d *Dataset) (*Dataset, error) {
	if err := p.fits("Reconstruct", d, len(p.Variances)); err != nil {
		return nil, err
	}
	out := d.like(len(p.Mean))
	for i := range d.N {
		row := vec.MatTVec(out.Row(i), p.Components, d.Row(i))
		vec.Add(row, row, p.Mean)
	}
	return out, nil
}

func (p *PCA) fits(name string, d *Dataset, want int) error {
	if err := d.Check(); err != nil {
		return err
	}
	if d.D != want {
		return fmt.Errorf("data: %s: %q has %d features: want %d", name, d.Name, d.D, want)
	}
	return nil
}
