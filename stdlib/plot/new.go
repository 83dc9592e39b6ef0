package plot

// Each function of this file is the method of Figure of its name, on a new figure.

// Line draws y over x. A nil x stands for 0, 1, 2 ...; see Figure.Line.
func Line(x, y []float64, opts ...Option) *Figure { return New().Line(x, y, opts...) }

// Lines draws several curves over the same x; see Figure.Lines.
func Lines(x []float64, ys [][]float64, opts ...Option) *Figure { return New().Lines(x, ys, opts...) }

// Func draws y = fn(x) from lo to hi; see Figure.Func.
func Func(fn func(x float64) float64, lo, hi float64, opts ...Option) *Figure {
	return New().Func(fn, lo, hi, opts...)
}

// Runs draws runs over seeds as a mean with a band; see Figure.Runs.
func Runs(x []float64, rows [][]float64, opts ...Option) *Figure { return New().Runs(x, rows, opts...) }

// Scatter draws points; see Figure.Scatter.
func Scatter(x, y []float64, opts ...Option) *Figure { return New().Scatter(x, y, opts...) }

// Band fills the area between lo and hi; see Figure.Band.
func Band(x, lo, hi []float64, opts ...Option) *Figure { return New().Band(x, lo, hi, opts...) }

// ErrorBars draws points with vertical bars of y±err; see Figure.ErrorBars.
func ErrorBars(x, y, err []float64, opts ...Option) *Figure {
	return New().ErrorBars(x, y, err, opts...)
}

// Bars draws a bar for each name; see Figure.Bars.
func Bars(names []string, heights []float64, opts ...Option) *Figure {
	return New().Bars(names, heights, opts...)
}

// BarGroups draws several series of bars; see Figure.BarGroups.
func BarGroups(names []string, heights [][]float64, opts ...Option) *Figure {
	return New().BarGroups(names, heights, opts...)
}

// Box draws a box plot of each group of values; see Figure.Box.
func Box(names []string, values [][]float64, opts ...Option) *Figure {
	return New().Box(names, values, opts...)
}

// Violin draws the density of each group of values; see Figure.Violin.
func Violin(names []string, values [][]float64, opts ...Option) *Figure {
	return New().Violin(names, values, opts...)
}

// Strip draws each value of each group as a point; see Figure.Strip.
func Strip(names []string, values [][]float64, opts ...Option) *Figure {
	return New().Strip(names, values, opts...)
}

// Histogram counts values in equal bins; see Figure.Histogram.
func Histogram(values []float64, bins int, opts ...Option) *Figure {
	return New().Histogram(values, bins, opts...)
}

// Histogram2D counts points in the cells of a grid; see Figure.Histogram2D.
func Histogram2D(x, y []float64, bins int, opts ...Option) *Figure {
	return New().Histogram2D(x, y, bins, opts...)
}

// KDE draws an estimate of the density of values; see Figure.KDE.
func KDE(values []float64, opts ...Option) *Figure { return New().KDE(values, opts...) }

// ECDF draws the empirical distribution function of values; see Figure.ECDF.
func ECDF(values []float64, opts ...Option) *Figure { return New().ECDF(values, opts...) }

// QQ draws values against quantiles of a distribution; see Figure.QQ.
func QQ(values []float64, quantile func(p float64) float64, opts ...Option) *Figure {
	return New().QQ(values, quantile, opts...)
}

// HeatMap shows a matrix as colours; see Figure.HeatMap.
func HeatMap(z any, opts ...Option) *Figure { return New().HeatMap(z, opts...) }

// Contour draws the level lines of f; see Figure.Contour.
func Contour(f func(x, y float64) float64, x, y []float64, opts ...Option) *Figure {
	return New().Contour(f, x, y, opts...)
}

// ContourGrid draws the level lines of gridded values; see Figure.ContourGrid.
func ContourGrid(x, y []float64, z any, opts ...Option) *Figure {
	return New().ContourGrid(x, y, z, opts...)
}

// Trajectory draws a path through points of the plane; see Figure.Trajectory.
func Trajectory(points [][]float64, opts ...Option) *Figure {
	return New().Trajectory(points, opts...)
}

// Quiver draws a vector field; see Figure.Quiver.
func Quiver(fn func(x, y float64) (u, v float64), x, y []float64, opts ...Option) *Figure {
	return New().Quiver(fn, x, y, opts...)
}

// QuiverGrid draws a vector field on a grid; see Figure.QuiverGrid.
func QuiverGrid(x, y []float64, u, v any, opts ...Option) *Figure {
	return New().QuiverGrid(x, y, u, v, opts...)
}

// Arrows draws an arrow from each point; see Figure.Arrows.
func Arrows(x, y, u, v []float64, opts ...Option) *Figure { return New().Arrows(x, y, u, v, opts...) }

// Graph draws nodes and edges; see Figure.Graph.
func Graph(edges [][2]int, opts ...Option) *Figure { return New().Graph(edges, opts...) }
