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
	r, regular := pattern(from, to)
	return func(dst operand[T], src ref[T]) func(lo, hi int) {
		switch {
		case !regular:
			table := indices(from, to)
			return func(lo, hi int) {
				d, s := at(&dst, lo, hi), src.data()
				for i, k := range table[lo:hi] {
					d[i] = s[k]
				}
			}
		case r.inner == 1:
			return func(lo, hi int) { repeatRows(at(&dst, lo, hi), src.data(), lo, r) }
		}
		return func(lo, hi int) { repeatElements(at(&dst, lo, hi), src.data(), lo, r) }
	}
}

// A repetition is a broadcast that repeats each element inner times, then each row of
// period elements until there are span in the result, and goes on to the next row:
// element i of the result is element i/span·period + i/inner mod period.
type repetition struct{ inner, period, span int }

// repeatRows fills dst with what comes from lo on, for inner = 1.
func repeatRows[T float](dst, src []T, lo int, r repetition) {
	k := lo % r.period
	for len(dst) > 0 {
		row := src[lo/r.span*r.period:][:r.period]
		part := dst[:min(len(dst), r.span-lo%r.span)]
		lo, dst = lo+len(part), dst[len(part):]
		for ; len(part) > 0; k = 0 {
			part = part[copy(part, row[k:]):]
		}
	}
}

// repeatElements fills dst with what comes from lo on.
func repeatElements[T float](dst, src []T, lo int, r repetition) {
	for len(dst) > 0 {
		x := src[lo/r.span*r.period+lo/r.inner%r.period]
		run := dst[:min(len(dst), r.inner-lo%r.inner)]
		for j := range run {
			run[j] = x
		}
		lo, dst = lo+len(run), dst[len(run):]
	}
}

// pattern says how a broadcast repeats its operand, if it is as simple as that: kept
// axes, repeated ones before them, kept and repeated ones before those.
func pattern(from, to []int) (r repetition, regular bool) {
	r = repetition{1, 1, 1}
	lead := len(to) - len(from)
	repeating, turns := true, 0 // from the last axis on
	for i := len(to) - 1; i >= 0; i-- {
		if to[i] == 1 {
			continue
		}
		kept := i >= lead && from[i-lead] != 1
		if kept == repeating {
			repeating, turns = !kept, turns+1
		}
		switch {
		case turns == 0:
			r.inner *= to[i]
		case turns == 1:
			r.period *= to[i]
		case turns > 3:
			return r, false
		}
		if turns <= 2 {
			r.span *= to[i]
		}
	}
	return r, true
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
