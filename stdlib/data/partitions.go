package data

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"monro/stdlib/rng"
)

// newPartition checks what all partitions ask for: at least one client and an example
// for each.
func (d *Dataset) newPartition(name string, clients int, s *rng.Stream) (*Partition, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	if s == nil {
		return nil, errNoStream(name)
	}
	if clients < 1 || clients > d.N {
		return nil, fmt.Errorf("data: %s: clients = %d: want at least 1 and at most the N = %d examples", name, clients, d.N)
	}
	return &Partition{Name: name, Data: d, Clients: make([][]int, clients)}, nil
}

// PartitionIID deals the examples to the clients at random, as many to each: where
// they do not divide, the first clients have one more.
func (d *Dataset) PartitionIID(clients int, s *rng.Stream) (*Partition, error) {
	p, err := d.newPartition("PartitionIID", clients, s)
	if err != nil {
		return nil, err
	}
	p.deal(s.Perm(d.N))
	return p, nil
}

// deal gives each client a stretch of order; sizes differ by at most one.
func (p *Partition) deal(order []int) {
	m := len(p.Clients)
	from := 0
	for c := range p.Clients {
		n := len(order) / m
		if c < len(order)%m {
			n++
		}
		p.Clients[c] = order[from : from+n : from+n]
		from += n
	}
}

// PartitionOrdered sorts the examples by rising score, one an example, and gives each
// client a stretch, as many to each as in PartitionIID: some clients get the easy
// examples and others the hard ones (Vahidian et al., 2023), or those of small norm and
// of large (Richtárik et al., EF21-W, 2024, with score = d.RowNorms()). Equal scores
// keep their order.
func (d *Dataset) PartitionOrdered(clients int, score []float64) (*Partition, error) {
	const name = "PartitionOrdered"
	p, err := d.newPartition(name, clients, rng.New(0)) // nothing is random
	if err != nil {
		return nil, err
	}
	if len(score) != d.N {
		return nil, fmt.Errorf("data: %s: len(score) = %d: want N = %d", name, len(score), d.N)
	}
	for i, v := range score {
		if math.IsNaN(v) {
			return nil, fmt.Errorf("data: %s: score[%d] is NaN: want numbers", name, i)
		}
	}
	order := counting(d.N)
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(score[i], score[j]) })
	p.deal(order)
	return p, nil
}

// PartitionShards sorts the examples by label, cuts them into clients·shards stretches,
// whose sizes differ by at most one, and gives each client that many stretches at
// random: few classes a client (McMahan et al., federated averaging, 2017, with 2).
func (d *Dataset) PartitionShards(clients, shards int, s *rng.Stream) (*Partition, error) {
	const name = "PartitionShards"
	p, err := d.newPartition(name, clients, s)
	if err != nil {
		return nil, err
	}
	if shards < 1 || shards > d.N/clients {
		return nil, fmt.Errorf("data: %s: shards = %d: want at least 1 and clients·shards at most N = %d", name, shards, d.N)
	}
	groups, err := d.byLabel(name, s)
	if err != nil {
		return nil, err
	}
	pieces := Partition{Clients: make([][]int, clients*shards)}
	pieces.deal(slices.Concat(groups...))
	for k, piece := range s.Perm(len(pieces.Clients)) {
		c := k / shards
		p.Clients[c] = append(p.Clients[c], pieces.Clients[piece]...)
	}
	return p, nil
}

// PartitionLabels gives client c the class c mod K of the K classes there are and
// perClient−1 random others; the examples of a class go in equal parts, up to one, to
// the clients that hold it. Every class must have a holder: clients >= K, and an
// example for each of its holders. With perClient = 1 each client has one class
// (Fraboni et al., FedFix, 2023, α = 0; Vahidian et al., 2023).
func (d *Dataset) PartitionLabels(clients, perClient int, s *rng.Stream) (*Partition, error) {
	const name = "PartitionLabels"
	p, err := d.newPartition(name, clients, s)
	if err != nil {
		return nil, err
	}
	groups, err := d.byLabel(name, s)
	if err != nil {
		return nil, err
	}
	k := len(groups)
	switch {
	case clients < k:
		return nil, fmt.Errorf("data: %s: clients = %d: want at least the %d classes", name, clients, k)
	case perClient < 1 || perClient > k:
		return nil, fmt.Errorf("data: %s: perClient = %d: want 1 <= perClient <= %d, the number of classes", name, perClient, k)
	}
	holders := make([][]int, k)
	for c := range clients {
		own := c % k
		holders[own] = append(holders[own], c)
		for _, j := range s.Sample(k-1, perClient-1) {
			other := (own + 1 + j) % k
			holders[other] = append(holders[other], c)
		}
	}
	for class, clients := range holders {
		g := groups[class]
		if len(g) < len(clients) {
			return nil, fmt.Errorf("data: %s: %d examples of the label %v for %d clients: want one for each", name, len(g), d.Y[g[0]], len(clients))
		}
		parts := Partition{Clients: make([][]int, len(clients))}
		parts.deal(g)
		for h, c := range clients {
			p.Clients[c] = append(p.Clients[c], parts.Clients[h]...)
		}
	}
	return p, nil
}

// PartitionQuantity deals the examples at random to clients of very different sizes:
// each has least examples, at least 1, and what is left is divided as a
// Dirichlet(alpha, ..., alpha) draw says; small alpha, large differences.
func (d *Dataset) PartitionQuantity(clients int, alpha float64, least int, s *rng.Stream) (*Partition, error) {
	const name = "PartitionQuantity"
	p, err := d.newPartition(name, clients, s)
	if err != nil {
		return nil, err
	}
	if err := concentration(name, alpha); err != nil {
		return nil, err
	}
	if least < 1 || least > d.N/clients {
		return nil, fmt.Errorf("data: %s: least = %d: want at least 1 and clients·least at most N = %d", name, least, d.N)
	}
	order := s.Perm(d.N)
	share := s.Dirichlet(nil, constant(clients, alpha))
	left := d.N - clients*least
	sum, from, given := 0., 0, 0
	for c := range p.Clients {
		sum += share[c]
		upTo := min(part(left, sum), left)
		if c == clients-1 {
			upTo = left
		}
		n := least + upTo - given
		given = upTo
		p.Clients[c] = order[from : from+n : from+n]
		from += n
	}
	return p, nil
}

func concentration(name string, alpha float64) error {
	if !(alpha > 0) || math.IsInf(alpha, 1) {
		return fmt.Errorf("data: %s: alpha = %v: want a finite number > 0", name, alpha)
	}
	return nil
}

func constant(n int, v float64) []float64 {
	a := make([]float64, n)
	for i := range a {
		a[i] = v
	}
	return a
}
