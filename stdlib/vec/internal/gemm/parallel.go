package gemm

import (
	"runtime"
	"sync"
)

// minWork is the multiply-adds that are worth a goroutine of their own: some ten
// times what it costs to start one.
const minWork = 1 << 19

// partsFor returns among how many goroutines to split a product.
func partsFor(m, n, k int) int {
	work := float64(m) * float64(n) * float64(k)
	return int(min(float64(runtime.GOMAXPROCS(0)), work/minWork))
}

// split calls do for so many parts, or a few less, of an m by n result (first row
// and column, rows and columns), each by its own goroutine, and waits for all.
// Parts begin where tiles do.
func (ks *Kernels[F]) split(parts, m, n int, do func(i, j, m, n int)) {
	high, wide := ks.tilesByHeight[0].height, vectors*ks.width
	rows, cols := grid(parts, (m+high-1)/high, (n+wide-1)/wide)
	var wg sync.WaitGroup
	for r := range rows {
		i, iEnd := bound(r, rows, m, high), bound(r+1, rows, m, high)
		for c := range cols {
			j, jEnd := bound(c, cols, n, wide), bound(c+1, cols, n, wide)
			wg.Go(func() { do(i, j, iEnd-i, jEnd-j) })
		}
	}
	wg.Wait()
}

// grid returns into how many rows and columns of parts to cut a result of so many
// tiles: the largest part should be small, and of equals nearest to a square.
func grid(parts, tileRows, tileCols int) (rows, cols int) {
	area, edge := tileRows*tileCols+1, 0
	for c := 1; c <= min(parts, tileCols); c++ {
		r := min(parts/c, tileRows)
		high, wide := (tileRows+r-1)/r, (tileCols+c-1)/c
		if high*wide < area || high*wide == area && high+wide < edge {
			rows, cols, area, edge = r, c, high*wide, high+wide
		}
	}
	return rows, cols
}

// bound returns where part r of so many begins, in elements.
func bound(r, parts, length, tile int) int {
	tiles := (length + tile - 1) / tile
	return min(length, r*tiles/parts*tile)
}
