// Package plot draws figures for papers and notebooks: curves with bands over
// seeds, points, bars, histograms and densities, box plots, heat maps, contours
// with trajectories, vector fields, graphs, images, grids of panels, and figures
// that grow during a run.
//
// A figure is built by chained calls and shows itself:
//
//	plot.Line(x, y).Title("damped")
//
//	fig := plot.New()
//	fig.Line(k, loss, plot.Label("Adam")).Band(k, lo, hi)
//	fig.LogY().XLabel("step").YLabel("$f(x_k) - f^*$")
//
//	plot.Runs(nil, sgd, plot.Label("SGD")).Runs(nil, adam, plot.Label("Adam")).LogY()
//	plot.Contour(f, x, y).Trajectory(path)
//	plot.Grid(3, figs...).Share().Legend("bottom")
//
// Nothing here panics. The first thing that goes wrong stays in the figure: it is
// shown in the figure's place, and returned by SVG, PNG, PDF, Save and Err. NaN
// and infinite values leave gaps; on a logarithmic axis, values that are not
// positive are left out and counted in a note below the figure.
//
// Text between dollar signs is set as mathematics, alike in SVG, PNG and PDF:
// superscripts and subscripts, Greek letters, the usual symbols and words (\nabla,
// \|, \ell, \infty, \le, \log), \hat, \bar, \tilde, \vec, \dot, \sqrt, \frac,
// and letters in \mathbb, \mathbf, \mathcal and \mathrm.
//
// Themes light, dark and print set the look of one figure (Theme) or of all
// (SetTheme). Colours are told apart with any common colour vision.
//
// The package draws, and sums up only what a figure is made of: bins, densities,
// quartiles, means and bands of runs. Statistics to report are computed elsewhere.
// Below it are the canvases of gonum.org/v1/plot/vg; any gonum plotter can be put
// on a figure with Add.
package plot
