package data

import (
	"fmt"
	"math"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// Blobs returns n points in d dimensions from as many unit Gaussian clusters as
// classes. The centres lie at distance separation from the origin in uniformly
// random directions; the target is the cluster's number 0, 1, ..., and point i
// belongs to cluster i mod classes.
func Blobs(n, d, classes int, separation float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"Blobs", n, d}
	if err := g.check(s); err != nil {
		return nil, err
	}
	if classes < 1 {
		return nil, g.bad("classes", classes, "at least 1")
	}
	if err := g.notNegative("separation", separation); err != nil {
		return nil, err
	}
	if err := checkSize("data.Blobs: centres", classes, d, MaxValues); err != nil {
		return nil, err
	}
	centres := make([]float64, classes*d)
	directions := s.Split("centres")
	for c := range classes {
		centre := centres[c*d : (c+1)*d]
		vec.Scale(centre, separation, directions.Sphere(centre))
	}
	out := g.gaussian(s)
	for i := range n {
		c := i % classes
		row := out.Row(i)
		vec.Add(row, row, centres[c*d:(c+1)*d])
		out.Y[i] = float64(c)
	}
	return out, nil
}

// ClassOptions say how GaussianClasses places its points. The zero value is one
// N(0,I) centre a class with N(0,I) noise about it.
type ClassOptions struct {
	Clusters  int     // centres of each class; 0 means 1
	Spread    float64 // standard deviation of the centres' coordinates; 0 means 1
	Noise     float64 // standard deviation of a point about its centre; 0 means 1
	Mixed     bool    // correlated noise zA: z is N(0,I), A has N(0,1/d) entries
	UnitScale bool    // divide each feature by its standard deviation, not shifting it
	Bias      bool    // append a feature that is always 1
	Scale     float64 // factor of all features at the end, bias included; 0 means 1
	Balanced  bool    // example i is of class i mod classes; otherwise classes are drawn uniformly
}

// GaussianClasses returns n points in d dimensions (one more with Bias) from
// Gaussian clusters, the target being the class 0, 1, .... Centres have
// independent N(0, Spread²) coordinates; a point's cluster within its class is
// uniform. Truth holds the centres as they were drawn, before UnitScale and
// Scale: cluster k of class c begins at (c·Clusters+k)·d.
//
// For training and test data with the same centres generate both at once and
// Cut; for wrong labels see NoisyLabels. The options of the papers:
//
//	Lau, Liu, Kolar (AdAdaGrad, 2024)          {Spread: 0.5, Mixed: true, UnitScale: true}
//	Vahidian et al. (Curricula, 2023)          {Clusters: 3, Noise: 0.9}
//	Sun et al. (FedSpeed, 2023)                {Clusters: 3, Noise: 0.9}
//	Fraboni et al. (FedFix, 2023)              {Spread: 0.4, Bias: true, Balanced: true}
//	Zelikman et al. (One byte, 2023)           {Bias: true, Scale: 1/√20}
//	Granziol, Zohren, Roberts (2022)           {Spread: 0.6}
//	Valipour et al. (SortedNet, 2023)          {Clusters: 3, Spread: 0.8, Scale: 1/√1.64}
//	Lomnitz et al. (tpSGD, 2023)               {Clusters: 3, Spread: 0.9, Scale: 1/√1.81}
//	Krishnan, Ebrahimi, Khisti (SGC, 2023)     {}
func GaussianClasses(n, d, classes int, s *rng.Stream, options ...ClassOptions) (*Dataset, error) {
	g := generator{"GaussianClasses", n, d}
	o, err := only(g.name, options)
	if err != nil {
		return nil, err
	}
	if err := g.check(s); err != nil {
		return nil, err
	}
	if classes < 1 {
		return nil, g.bad("classes", classes, "at least 1")
	}
	if err := o.fill(g, classes); err != nil {
		return nil, err
	}
	out := g.gaussian(s)
	if o.Mixed {
		a := s.Split("mixing").NormalVec(make([]float64, d*d))
		vec.Scale(a, 1/math.Sqrt(float64(d)), a)
		out.X = vec.MatMul(nil, out.X, a, n, d, d)
	}
	centres := s.Split("centres").NormalVec(make([]float64, classes*o.Clusters*d))
	vec.Scale(centres, o.Spread, centres)
	labels, clusters := s.Split("labels"), s.Split("clusters")
	for i := range n {
		c := i % classes
		if !o.Balanced {
			c = labels.IntN(classes)
		}
		at := (c*o.Clusters + clusters.IntN(o.Clusters)) * d
		row := out.Row(i)
		vec.Scale(row, o.Noise, row)
		vec.Add(row, row, centres[at:at+d])
		out.Y[i] = float64(c)
	}
	out.Truth = centres
	return o.finish(out), nil
}

// fill puts in the defaults and checks.
func (o *ClassOptions) fill(g generator, classes int) error {
	o.Clusters = orElse(o.Clusters, 1)
	o.Spread = orElse(o.Spread, 1)
	o.Noise = orElse(o.Noise, 1)
	o.Scale = orElse(o.Scale, 1)
	if o.Clusters < 1 {
		return g.bad("Clusters", o.Clusters, "at least 1, or 0 for 1")
	}
	if classes > MaxValues || o.Clusters > MaxValues/classes {
		return g.bad("classes", classes, fmt.Sprintf("classes times %d Clusters to fit in memory", o.Clusters))
	}
	err := first(g.positive("Spread", o.Spread), g.positive("Noise", o.Noise), g.positive("Scale", o.Scale),
		checkSize("data.GaussianClasses: centres", classes*o.Clusters, g.d, MaxValues))
	if err == nil && o.Mixed {
		err = checkSize("data.GaussianClasses: Mixed", g.d, g.d, MaxValues)
	}
	if err == nil && o.Bias {
		err = checkSize("data.GaussianClasses: Bias", g.n, g.d+1, MaxValues)
	}
	return err
}

// finish scales the features and appends the bias.
func (o *ClassOptions) finish(d *Dataset) *Dataset {
	if o.UnitScale {
		_, sd := d.moments()
		for j := range sd {
			sd[j] = 1 / sd[j]
		}
		d.scaleColumns(sd)
	}
	if o.Bias {
		d = d.appendOne()
	}
	vec.Scale(d.X, o.Scale, d.X)
	return d
}
