package optim

import "monro/stdlib/nn"

// NewBAdam returns BAdam (Luo, Yu & Li, NeurIPS 2024) as a setting of FRUGAL's
// engine: Adam on a quarter of the blocks, from the last to the first, for 200 steps
// each time and from a fresh state, while the other blocks rest. Other parameters get
// Adam all the time.
func NewBAdam(lr float64, blocks []nn.Block) *FRUGAL {
	o := NewFRUGAL(lr, blocks, nil)
	o.Order, o.StateFree = DescendingBlocks, nil
	return o
}
