package ad

import "fmt"

// blockSize is how many elements a fused group works on at a time: few enough that
// what passes between its loops stays in the first-level cache.
const blockSize = 512

// A groupStep is one loop of a fused group, before it knows where its operands
// are: values are numbered, the last value being the result.
type groupStep[T float] struct {
	op   pointwise // nil for a load
	load func(dst operand[T], src ref[T]) func(lo, hi int)
	src  ref[T]       // of a load
	in   []operand[T] // as far as they are outside
	from []int        // the values that are inside, -1 for those outside
}

// fused builds the loop of a group of pointwise nodes.
func (m *machine[T]) fused(u unit) func() {
	n := m.plan.size(u.sink)
	if n == 0 {
		return func() {}
	}
	steps := m.groupSteps(u, n)
	loops := make([]func(lo, hi int), len(steps))
	last := make([]int, len(steps)) // where a value is used last
	for i, s := range steps {
		for _, v := range s.from {
			if v >= 0 {
				last[v] = i
			}
		}
	}
	var free []int
	reg := make([]int, len(steps))
	registers := 0
	for i, s := range steps {
		in := s.in
		for k, v := range s.from {
			if v < 0 {
				continue
			}
			in[k] = operand[T]{ref: m.scratch(reg[v], n), block: true}
			if last[v] == i { // the loop may write over it
				free = append(free, reg[v])
				last[v] = -1
			}
		}
		dst := operand[T]{ref: m.ref(u.sink)}
		if i < len(steps)-1 {
			if len(free) == 0 {
				free, registers = append(free, registers), registers+1
			}
			reg[i] = free[len(free)-1]
			free = free[:len(free)-1]
			dst = operand[T]{ref: m.scratch(reg[i], n), block: true}
		}
		if s.op == nil {
			loops[i] = s.load(dst, s.src)
		} else {
			loops[i] = loopOf(s.op, dst, in)
		}
	}
	if len(loops) == 1 {
		loop := loops[0]
		return func() { loop(0, n) }
	}
	return func() {
		for lo := 0; lo < n; lo += blockSize {
			hi := min(lo+blockSize, n)
			for _, loop := range loops {
				loop(lo, hi)
			}
		}
	}
}

// groupSteps lists the loops of a group, loads of broadcast operands among them.
func (m *machine[T]) groupSteps(u unit, n int) []groupStep[T] {
	var steps []groupStep[T]
	value := map[int32]int{}
	loaded := map[string]int{}
	for _, id := range u.members {
		v := &m.plan.nodes[id]
		op := v.op.(pointwise)
		s := groupStep[T]{op: op}
		for _, k := range v.in {
			h := m.plan.home[k]
			if i, ok := value[h.id]; ok {
				s.from, s.in = append(s.from, i), append(s.in, operand[T]{})
				continue
			}
			shape := m.plan.nodes[k].shape
			o, from := operand[T]{ref: m.ref(k)}, -1
			switch {
			case size(shape) == n:
			case size(shape) == 1 && op.numbers():
				o.number = true
			default:
				key := fmt.Sprint(h, shape, v.shape)
				i, ok := loaded[key]
				if !ok {
					steps = append(steps, groupStep[T]{load: loader[T](shape, v.shape), src: o.ref})
					i = len(steps) - 1
					loaded[key] = i
				}
				from = i
			}
			s.from, s.in = append(s.from, from), append(s.in, o)
		}
		steps = append(steps, s)
		value[id] = len(steps) - 1
	}
	return steps
}

// loader makes the loop that broadcasts from one shape to another.
func loader[T float](from, to []int) func(dst operand[T], src ref[T]) func(lo, hi int) {
	inner, period, regular := pattern(from, to)
	switch {
	case !regular:
		table := indices(from, to)
		return func(dst operand[T], src ref[T]) func(lo, hi int) {
			return func(lo, hi int) {
				d, s := at(&dst, lo, hi), src.data()
				for i, k := range table[lo:hi] {
					d[i] = s[k]
				}
			}
		}
	case inner == 1:
		return func(dst operand[T], src ref[T]) func(lo, hi int) {
			return func(lo, hi int) {
				d, s := at(&dst, lo, hi), src.data()
				for k := lo % period; len(d) > 0; k = 0 {
					d = d[copy(d, s[k:]):]
				}
			}
		}
	}
	return func(dst operand[T], src ref[T]) func(lo, hi int) {
		return func(lo, hi int) {
			d, s := at(&dst, lo, hi), src.data()
			for i := lo; i < hi; {
				end := min(hi, (i/inner+1)*inner)
				x := s[i/inner%period]
				run := d[i-lo : end-lo]
				for j := range run {
					run[j] = x
				}
				i = end
			}
		}
	}
}

// pattern says how a broadcast repeats its operand: element i of the result is
// element i/inner%period of it. regular is false where it is not so simple.
func pattern(from, to []int) (inner, period int, regular bool) {
	lead := len(to) - len(from)
	inner, period = 1, 1
	state := 0 // 0: behind the kept axes, 1: among them, 2: before them
	for i := len(to) - 1; i >= 0; i-- {
		d := 1
		if i >= lead {
			d = from[i-lead]
		}
		switch {
		case to[i] == 1:
		case d == 1 && state == 0:
			inner *= to[i]
		case d == 1:
			state = 2
		case state == 2:
			return 0, 0, false
		default:
			state = 1
			period *= d
		}
	}
	return inner, period, true
}

// indices lists for each element of a broadcast the element of the operand.
func indices(from, to []int) []int32 {
	lead := len(to) - len(from)
	st := strides(from)
	step := make([]int, len(to))
	for i, d := range from {
		if d != 1 {
			step[lead+i] = st[i]
		}
	}
	ids := make([]int32, size(to))
	for i := range ids {
		rest, k := i, 0
		for a := len(to) - 1; a >= 0; a-- {
			k += rest % to[a] * step[a]
			rest /= to[a]
		}
		ids[i] = int32(k)
	}
	return ids
}
