package data

import (
	"fmt"

	"monro/stdlib/rng"
)

// maxDraws is how often a Dirichlet partition is drawn before it gives up.
const maxDraws = 1000

// PartitionDirichlet gives each client its own mixture of the classes: client c draws
// proportions π_c ~ Dirichlet(alpha·K·prior), the prior being the share of each of the K
// classes in the data (all alpha where they are balanced), and class k is divided
// among the clients in the ratio of their π_ck. It is drawn again until every client
// has least examples, at least 1, and fails after 1000 times. Small alpha, few classes
// a client; sizes differ. Vahidian et al. (Curricula, 2023): least = 10, alpha 0.05,
// 0.3 and 100. Where sizes must be equal see PartitionResampled.
func (d *Dataset) PartitionDirichlet(clients int, alpha float64, least int, s *rng.Stream) (*Partition, error) {
	const name = "PartitionDirichlet"
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
	groups, err := d.byLabel(name, s)
	if err != nil {
		return nil, err
	}
	prior := make([]float64, len(groups))
	for k, g := range groups {
		prior[k] = alpha * float64(len(groups)) * float64(len(g)) / float64(d.N)
	}
	if err := concentration(name, prior[0]); err != nil {
		return nil, err // overflow
	}
	smallest := 0
	for range maxDraws {
		p.mix(groups, prior, s)
		n := d.N
		for _, idx := range p.Clients {
			n = min(n, len(idx))
		}
		if n >= least {
			return p, nil
		}
		smallest = max(smallest, n)
	}
	return nil, fmt.Errorf("data: %s: alpha = %v, clients = %d: no client with fewer than least = %d examples did not occur in %d draws (the best had %d): want alpha larger, or fewer clients",
		name, alpha, clients, least, maxDraws, smallest)
}

// mix divides each class in the ratio of one draw of the proportions.
func (p *Partition) mix(groups [][]int, prior []float64, s *rng.Stream) {
	share := make([][]float64, len(p.Clients))
	for c := range share {
		share[c] = s.Dirichlet(nil, prior)
		p.Clients[c] = nil
	}
	for k, g := range groups {
		total := 0.
		for c := range share {
			total += share[c][k]
		}
		sum, from := 0., 0
		for c := range share {
			sum += share[c][k]
			to := len(g)
			if c < len(share)-1 && total > 0 {
				to = min(part(len(g), sum/total), len(g))
			}
			p.Clients[c] = append(p.Clients[c], g[from:to]...)
			from = to
		}
	}
}

// PartitionResampled gives all clients as many examples, N/clients, the first ones one
// more where they do not divide, each its own mixture of the classes, by drawing again
// from classes that run out: client c draws proportions π_c ~ Dirichlet(alpha, ...,
// alpha), and the class of each of its examples with these probabilities. A class
// hands out its examples in random order and then once more in another, so an example
// may belong to several clients and others to none. Clients draw in random order.
// Sun et al. (FedSpeed, 2023): alpha 0.1 and 0.6.
func (d *Dataset) PartitionResampled(clients int, alpha float64, s *rng.Stream) (*Partition, error) {
	const name = "PartitionResampled"
	if err := concentration(name, alpha); err != nil {
		return nil, err
	}
	return d.resample(name, clients, s, func(classes int, s *rng.Stream) ([]float64, error) {
		return s.Dirichlet(nil, constant(classes, alpha)), nil
	})
}

// PartitionPathological is PartitionResampled with equal proportions of perClient
// random classes in place of a Dirichlet draw.
func (d *Dataset) PartitionPathological(clients, perClient int, s *rng.Stream) (*Partition, error) {
	const name = "PartitionPathological"
	return d.resample(name, clients, s, func(classes int, s *rng.Stream) ([]float64, error) {
		if perClient < 1 || perClient > classes {
			return nil, fmt.Errorf("data: %s: perClient = %d: want 1 <= perClient <= %d, the number of classes", name, perClient, classes)
		}
		share := make([]float64, classes)
		for _, k := range s.Sample(classes, perClient) {
			share[k] = 1
		}
		return share, nil
	})
}

func (d *Dataset) resample(name string, clients int, s *rng.Stream, shares func(classes int, s *rng.Stream) ([]float64, error)) (*Partition, error) {
	p, err := d.newPartition(name, clients, s)
	if err != nil {
		return nil, err
	}
	groups, err := d.byLabel(name, s)
	if err != nil {
		return nil, err
	}
	next := make([]int, len(groups))
	for _, c := range s.Perm(clients) {
		share, err := shares(len(groups), s)
		if err != nil {
			return nil, err
		}
		n := d.N / clients
		if c < d.N%clients {
			n++
		}
		for range n {
			k := s.Categorical(share)
			if next[k] == len(groups[k]) {
				s.Shuffle(groups[k])
				next[k] = 0
			}
			p.Clients[c] = append(p.Clients[c], groups[k][next[k]])
			next[k]++
		}
	}
	return p, nil
}

// PartitionBootstrap gives every client N/clients examples, rounded down, drawn with
// replacement: with proportions π_c ~ Dirichlet(alpha, ..., alpha) of the classes,
// ⌊π_ck·N/clients⌋ of class k, and the rest of the last class. With alpha = 0 client c
// has class c mod K alone. Fraboni et al. (FedFix, 2023): alpha 0, 0.1 and 10000.
func (d *Dataset) PartitionBootstrap(clients int, alpha float64, s *rng.Stream) (*Partition, error) {
	const name = "PartitionBootstrap"
	p, err := d.newPartition(name, clients, s)
	if err != nil {
		return nil, err
	}
	if alpha != 0 {
		if err := concentration(name, alpha); err != nil {
			return nil, fmt.Errorf("%w, or 0 for one class a client", err)
		}
	}
	groups, err := d.byLabel(name, s)
	if err != nil {
		return nil, err
	}
	size, last := d.N/clients, len(groups)-1
	for c := range p.Clients {
		share := make([]float64, len(groups))
		share[c%len(groups)] = 1
		if alpha > 0 {
			s.Dirichlet(share, constant(len(groups), alpha))
		}
		for k, g := range groups {
			n := int(share[k] * float64(size))
			if k == last {
				n = size - len(p.Clients[c])
			}
			for range n {
				p.Clients[c] = append(p.Clients[c], g[s.IntN(len(g))])
			}
		}
	}
	return p, nil
}
