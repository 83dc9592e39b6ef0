package optim

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/nn"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A Subspace is the rule by which FRUGAL chooses what part of the gradients of its
// matrices the stateful method gets. ρ is the density, p×q the shape of a matrix.
type Subspace string

// The rules of FRUGAL. Those for columns, rows, singular vectors and random bases
// want blocks that are matrices.
const (
	BlockSubspace  Subspace = "blocks"  // round(ρ·n) of the n blocks whole, in a BlockOrder
	ColumnSubspace Subspace = "columns" // ⌊ρq⌋ random columns of each matrix
	RowSubspace    Subspace = "rows"    // ⌊ρp⌋ random rows of each
	EntrySubspace  Subspace = "entries" // ⌊ρ·count⌋ random entries of each, "RandK"
	SVDSubspace    Subspace = "svd"     // the first round(ρ·min(p, q)) singular vectors of each gradient, on its shorter side
	RandomSubspace Subspace = "random"  // a uniform random orthonormal basis in their place
)

// A BlockOrder is the order in which blocks become active: the next ones, as many
// as are active at a time, at every change, and around again at the end.
type BlockOrder string

// The orders of BlockSubspace.
const (
	RandomBlocks     BlockOrder = "random"     // a fresh permutation at every change
	AscendingBlocks  BlockOrder = "ascending"  // from the first to the last
	DescendingBlocks BlockOrder = "descending" // from the last to the first
	MirrorBlocks     BlockOrder = "mirror"     // half from each end; wants an even number of active blocks
)

// blockSequence is an order of n blocks as a permutation, of which a window of active
// blocks slides along.
func blockSequence(order BlockOrder, n int, s *rng.Stream) []int {
	if order == RandomBlocks {
		return s.Perm(n)
	}
	seq := make([]int, n)
	for i := range seq {
		switch order {
		case DescendingBlocks:
			seq[i] = n - 1 - i
		case MirrorBlocks:
			seq[i] = i / 2
			if i%2 == 1 {
				seq[i] = n - 1 - i/2
			}
		default:
			seq[i] = i
		}
	}
	return seq
}

// A splitter divides the gradient G of a matrix into R = P(G), which has fewer
// elements, and the residual G − Pᵀ(R).
type splitter interface {
	renew(g []float64, s *rng.Stream) error // choose another P
	len() int                               // of R
	project(r, g []float64)                 // R = P(G)
	residual(u, g, r []float64)             // U = G − Pᵀ(R), for R = P(G)
	join(u, r []float64)                    // U ← U + Pᵀ(R)
	memory() int                            // floats that P takes
}

// newSplitter returns what divides a block of parameters by a rule other than
// BlockSubspace.
func newSplitter(rule Subspace, density float64, b nn.Block) splitter {
	if rule == EntrySubspace {
		return &coordinates{of: b.Len(), take: floorShare(density, b.Len()), repeats: 1, run: 1}
	}
	p, q := b.Shape[0], b.Shape[1]
	switch rule {
	case ColumnSubspace:
		return &coordinates{of: q, take: floorShare(density, q), repeats: p, stride: q, run: 1}
	case RowSubspace:
		return &coordinates{of: p, take: floorShare(density, p), repeats: 1, run: q}
	default:
		rank := roundShare(density, min(p, q))
		return &basis{rows: p, cols: q, rank: rank, random: rule == RandomSubspace}
	}
}

// floorShare and roundShare are ρ·n down and to the nearest whole number. The former
// forgives that 0.29·100 is a little less than 29.
func floorShare(density float64, n int) int { return int(math.Floor(density*float64(n) + 1e-9)) }
func roundShare(density float64, n int) int { return int(math.Round(density * float64(n))) }

// coordinates is a subspace of entries: runs of so many of them, at index·run and at
// that plus multiples of stride.
type coordinates struct {
	of, take             int // how many indices there are, how many are chosen
	repeats, stride, run int
	index                []int
}

func (c *coordinates) renew(_ []float64, s *rng.Stream) error {
	c.index = s.Sample(c.of, c.take)
	slices.Sort(c.index) // memory is read in order
	return nil
}

func (c *coordinates) len() int    { return c.take * c.repeats * c.run }
func (c *coordinates) memory() int { return 0 } // indices only

// Single entries are worth a loop of their own: copy is slow where it moves one.

func (c *coordinates) project(r, g []float64) {
	k := 0
	for i := range c.repeats {
		from := g[i*c.stride:]
		if c.run == 1 {
			for _, j := range c.index {
				r[k] = from[j]
				k++
			}
			continue
		}
		for _, j := range c.index {
			k += copy(r[k:], from[j*c.run:(j+1)*c.run])
		}
	}
}

// residual sets the chosen entries to 0 exactly, so that their sign is 0 too.
func (c *coordinates) residual(u, g, _ []float64) {
	copy(u, g)
	for i := range c.repeats {
		at := u[i*c.stride:]
		for _, j := range c.index {
			if c.run == 1 {
				at[j] = 0
			} else {
				clear(at[j*c.run : (j+1)*c.run])
			}
		}
	}
}

// join overwrites: what the state-free method has made of the zeros does not count.
func (c *coordinates) join(u, r []float64) {
	k := 0
	for i := range c.repeats {
		to := u[i*c.stride:]
		if c.run == 1 {
			for _, j := range c.index {
				to[j] = r[k]
				k++
			}
			continue
		}
		for _, j := range c.index {
			k += copy(to[j*c.run:(j+1)*c.run], r[k:])
		}
	}
}

// basis is a subspace of low rank: the matrix b holds orthonormal rows, as long as
// the shorter side of G. With rows ≥ cols R = G·bᵀ, else R = b·G: R has the longer
// side of G.
type basis struct {
	rows, cols, rank int
	random           bool
	b                []float64
}

func (c *basis) right() bool { return c.rows >= c.cols }
func (c *basis) len() int    { return c.rank * max(c.rows, c.cols) }
func (c *basis) memory() int { return len(c.b) }

func (c *basis) renew(g []float64, s *rng.Stream) error {
	short := min(c.rows, c.cols)
	if c.b == nil {
		c.b = make([]float64, c.rank*short)
	}
	if c.rank == 0 {
		return nil
	}
	if c.random {
		nn.Orthogonal(1)(c.b, []int{c.rank, short}, s)
		return nil
	}
	return singularVectors(c.b, g, c.rows, c.cols, c.rank, c.right())
}

func (c *basis) project(r, g []float64) {
	p, q, k := c.rows, c.cols, c.rank
	if c.right() {
		vec.Gemm(false, true, p, k, q, 1, g, q, c.b, q, 0, r, k)
	} else {
		vec.Gemm(false, false, k, q, p, 1, c.b, p, g, q, 0, r, q)
	}
}

func (c *basis) residual(u, g, r []float64) {
	copy(u, g)
	c.lift(-1, u, r)
}

func (c *basis) join(u, r []float64) { c.lift(1, u, r) }

// lift adds a·Pᵀ(R) to U.
func (c *basis) lift(a float64, u, r []float64) {
	p, q, k := c.rows, c.cols, c.rank
	if c.right() {
		vec.Gemm(false, false, p, q, k, a, r, k, c.b, q, 1, u, q)
	} else {
		vec.Gemm(true, false, p, q, k, a, c.b, p, r, q, 1, u, q)
	}
}

// singularVectors stores in the rows of dst the first k right or left singular
// vectors of the p×q matrix g. Directions in which g is zero are filled up with some
// orthonormal ones.
func singularVectors(dst, g []float64, p, q, k int, right bool) error {
	var svd mat.SVD
	kind := mat.SVDThinU
	if right {
		kind = mat.SVDThinV
	}
	if !svd.Factorize(mat.NewDense(p, q, g), kind) {
		return fmt.Errorf("optim: the singular vectors of a %d×%d gradient did not converge", p, q)
	}
	var v mat.Dense
	if right {
		svd.VTo(&v)
	} else {
		svd.UTo(&v)
	}
	n := len(dst) / k
	for i := range k {
		mat.Col(dst[i*n:(i+1)*n], i, &v)
	}
	return nil
}
