package display

import (
	"math"
	"slices"
	"time"
)

// mostRows is how many bars a picture has.
const mostRows = 16

// view is the picture of the nest. Once all is over, what remains are the
// outermost bars and those that were left open.
func (n *nest) view() barsView {
	now := n.clock()
	v := barsView{final: n.closed || n.rest}
	for _, b := range n.rows {
		r := b.view(now)
		switch {
		case !v.final:
		case !b.done:
			r.state = stopped
		case b.below != nil:
			continue
		}
		v.rows = append(v.rows, r)
	}
	for i := 0; len(v.rows) > mostRows && i < len(v.rows); { // finished ones go first
		if v.rows[i].state == finished {
			v.rows = slices.Delete(v.rows, i, i+1)
			v.more++
		} else {
			i++
		}
	}
	if extra := len(v.rows) - mostRows; extra > 0 {
		v.rows = v.rows[:mostRows]
		v.more += extra
	}
	return v
}

func (p *Bar) view(now time.Duration) barView {
	count := p.count.Load()
	r := barView{label: p.label, note: p.note, depth: p.depth(), total: int(p.total.Load()), count: int(count)}
	if p.done {
		now = p.ended
		r.state = finished
		if r.count < r.total {
			r.state = stopped
		}
	} else {
		p.speed.look(count, now)
		if r.total > 0 && r.count >= r.total {
			now = p.speed.at // nobody waits any more
		}
	}
	r.elapsed = now - p.begun
	r.rate = float64(count) / r.elapsed.Seconds()
	if !p.done && p.speed.seconds > 0 {
		r.rate = p.speed.steps / p.speed.seconds
		left := float64(r.total-r.count)/r.rate - (now - p.speed.at).Seconds()
		r.left = time.Duration(min(max(left, 0), 1e9) * 1e9)
	}
	return r
}

// A speed is the rate of a bar, in which the last ten seconds or so count most.
type speed struct {
	at             time.Duration // of the last step seen
	count          int64         // then
	steps, seconds float64       // discounted sums
}

func (s *speed) look(count int64, now time.Duration) {
	const memory = 10 // seconds
	n, dt := count-s.count, (now - s.at).Seconds()
	switch {
	case n == 0 || dt <= 0:
	case n < 0: // set back: begin again
		*s = speed{at: now, count: count}
	default:
		fade := math.Exp(-dt / memory)
		*s = speed{at: now, count: count, steps: fade*s.steps + float64(n), seconds: fade*s.seconds + dt}
	}
}
