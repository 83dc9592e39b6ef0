package optim

// Validate returns an error that names the first hyper-parameter out of range. What
// blocks have to do with the number of parameters Step checks.
func (o *FRUGAL) Validate() error {
	h := hyper{method: o.fullName()}
	h.notNegative("LR", o.LR)
	h.want(o.Density >= 0 && o.Density <= 1, "Density", o.Density, "0 <= Density <= 1")
	h.want(o.Gap >= 1, "Gap", float64(o.Gap), "at least 1 step")
	h.notNegative("StateFreeScale", o.StateFreeScale)
	h.notNegative("MatrixScale", o.MatrixScale)
	h.notNegative("WeightDecay", o.WeightDecay)
	if h.err != nil {
		return h.err
	}
	if err := o.validateRule(); err != nil {
		return err
	}
	return o.validateMethods()
}

// validateRule checks how subspaces are chosen.
func (o *FRUGAL) validateRule() error {
	if len(o.Matrices) == 0 {
		return o.errorf("Matrices is empty: want blocks of the parameters (see Blocks)")
	}
	random := true
	switch o.Subspace {
	case BlockSubspace:
		if err := o.validateOrder(); err != nil {
			return err
		}
		random = o.Order == RandomBlocks
	case SVDSubspace:
		random = false
	case ColumnSubspace, RowSubspace, EntrySubspace, RandomSubspace:
	default:
		return o.errorf("Subspace = %q: want blocks, columns, rows, entries, svd or random", o.Subspace)
	}
	if random && o.Stream == nil {
		return o.errorf("Stream is nil: want one, such as rng.New(1), for random %s", o.Subspace)
	}
	if o.Subspace == BlockSubspace || o.Subspace == EntrySubspace {
		return nil
	}
	for _, b := range o.Matrices {
		if len(b.Shape) != 2 {
			return o.errorf("Matrices: block %s has shape %v: want a matrix for Subspace = %q", blockName(b), b.Shape, o.Subspace)
		}
	}
	return nil
}

func (o *FRUGAL) validateOrder() error {
	switch o.Order {
	case RandomBlocks, AscendingBlocks, DescendingBlocks:
	case MirrorBlocks:
		if n := o.activeCount(); n%2 != 0 {
			return o.errorf("Order = %q with %d active blocks, ρ = %g of %d: want an even number", o.Order, n, o.Density, len(o.Matrices))
		}
	default:
		return o.errorf("Order = %q: want random, ascending, descending or mirror", o.Order)
	}
	return nil
}

// validateMethods checks the stateful and the state-free one.
func (o *FRUGAL) validateMethods() error {
	if o.Stateful == nil {
		return o.errorf("Stateful is nil: want a transform, such as ScaleByAdam(0.9, 0.999, 1e-8)")
	}
	for _, t := range [...]Transform{o.Stateful, o.StateFree} {
		if v, ok := t.(interface{ Validate() error }); ok {
			if err := v.Validate(); err != nil {
				return err
			}
		}
	}
	return nil
}
