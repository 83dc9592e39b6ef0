// Package plot draws figures for papers and notebooks: lines with bands, points,
// histograms, heat maps and contours, on linear or logarithmic axes.
//
// A figure is built by chained calls and shows itself:
//
//	plot.Line(x, y).Title("damped")
//
//	fig := plot.New()
//	fig.Line(k, loss, plot.Label("Adam")).Band(k, lo, hi)
//	fig.LogY().XLabel("step").YLabel("$f(x_k) - f^*$")
//
// Nothing here panics. The first thing that goes wrong stays in the figure: it is
// shown in the figure's place, and returned by SVG, PNG, Save and Err. NaN and
// infinite values leave gaps; on a logarithmic axis, values that are not positive
// are left out and counted in a note below the figure.
//
// Text between dollar signs is set as mathematics: superscripts, subscripts and
// the usual names (\alpha, \nabla, \|, \ell, \infty).
//
// The package holds drawing alone. What is drawn (means, bands, smoothing) is
// computed elsewhere. Below it are the canvases of gonum.org/v1/plot/vg; any
// gonum plotter can be put on a figure with Add.
package plot
