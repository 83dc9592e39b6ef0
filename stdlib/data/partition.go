package data

import (
	"fmt"
	"html"
	"slices"

	"monro/stdlib/display"
	"monro/stdlib/rng"
)

// A Partition says which examples of a data set each client of a federation holds.
// Methods of Dataset named Partition... make one; a literal will do, too.
type Partition struct {
	Name    string
	Data    *Dataset
	Clients [][]int // the numbers of each client's examples
}

// Check returns an error where a client has no examples or one that there is not.
func (p *Partition) Check() error {
	if p.Data == nil || len(p.Clients) == 0 {
		return fmt.Errorf("data: partition %q has %d clients: want data and at least one client", p.Name, len(p.Clients))
	}
	for c, idx := range p.Clients {
		if len(idx) == 0 {
			return fmt.Errorf("data: partition %q: client %d has no examples: want at least one", p.Name, c)
		}
		for _, i := range idx {
			if i < 0 || i >= p.Data.N {
				return fmt.Errorf("data: partition %q: client %d has example %d: want 0 <= example < %d", p.Name, c, i, p.Data.N)
			}
		}
	}
	return nil
}

// Len returns the number of clients.
func (p *Partition) Len() int { return len(p.Clients) }

// Sizes returns the number of examples of each client.
func (p *Partition) Sizes() []int {
	out := make([]int, len(p.Clients))
	for c, idx := range p.Clients {
		out[c] = len(idx)
	}
	return out
}

// Weights returns each client's share of all examples that clients hold: the usual
// weights of the federated loss. They sum to one.
func (p *Partition) Weights() []float64 {
	sizes := p.Sizes()
	sum := 0
	for _, n := range sizes {
		sum += n
	}
	out := make([]float64, len(sizes))
	for c, n := range sizes {
		out[c] = float64(n) / float64(max(sum, 1))
	}
	return out
}

// Exact reports whether every example belongs to exactly one client.
func (p *Partition) Exact() bool {
	if p.Check() != nil {
		return false
	}
	seen := make([]bool, p.Data.N)
	n := 0
	for _, idx := range p.Clients {
		for _, i := range idx {
			if seen[i] {
				return false
			}
			seen[i] = true
			n++
		}
	}
	return n == p.Data.N
}

// Client returns a copy of client c's examples.
func (p *Partition) Client(c int) (*Dataset, error) {
	if err := p.client("Client", c); err != nil {
		return nil, err
	}
	d, err := p.Data.Select(p.Clients[c])
	if err == nil {
		d.Name = fmt.Sprintf("%s, client %d", d.Name, c)
	}
	return d, err
}

// Sampler hands out minibatches of client c's examples, by their numbers in the whole
// data set, as NewSampler does. Give each client its own stream: s.SplitN(c).
func (p *Partition) Sampler(c, size int, replacement bool, s *rng.Stream) (*Sampler, error) {
	if err := p.client("Sampler", c); err != nil {
		return nil, err
	}
	return NewSamplerOf(p.Clients[c], size, replacement, s)
}

func (p *Partition) client(name string, c int) error {
	if err := p.Check(); err != nil {
		return err
	}
	if c < 0 || c >= len(p.Clients) {
		return fmt.Errorf("data: %s: client %d of %q: want 0 <= client < %d", name, c, p.Name, len(p.Clients))
	}
	return nil
}

// Counts returns how many examples of each class each client holds: row c is client c.
func (p *Partition) Counts() ([][]int, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	labels, classes, err := p.Data.labels("Counts")
	if err != nil {
		return nil, err
	}
	out := make([][]int, len(p.Clients))
	for c, idx := range p.Clients {
		out[c] = make([]int, classes)
		for _, i := range idx {
			out[c][labels[i]]++
		}
	}
	return out, nil
}

// NoisyLabels returns the same partition of a copy of the data in which each label of
// client c is, with probability p[c], a uniformly random class; see
// Dataset.NoisyLabels. There must be one probability a client, and no example of two
// clients.
func (p *Partition) NoisyLabels(probabilities []float64, s *rng.Stream) (*Partition, error) {
	g := generator{name: "Partition: NoisyLabels"}
	if len(probabilities) != len(p.Clients) {
		return nil, g.bad("len(probabilities)", len(probabilities), fmt.Sprintf("%d, one a client", len(p.Clients)))
	}
	for _, q := range probabilities {
		if err := g.fraction("probability", q); err != nil {
			return nil, err
		}
	}
	if s == nil {
		return nil, errNoStream(g.name)
	}
	if !p.Exact() {
		return nil, fmt.Errorf("data: NoisyLabels: partition %q: want every example to belong to one client", p.Name)
	}
	_, classes, err := p.Data.labels("NoisyLabels")
	if err != nil {
		return nil, err
	}
	noisy, err := p.Data.withClean()
	if err != nil {
		return nil, err
	}
	for c, idx := range p.Clients {
		draw := s.SplitN(c)
		for _, i := range idx {
			if draw.Bernoulli(probabilities[c]) {
				noisy.Y[i] = float64(draw.IntN(classes))
			}
		}
	}
	return &Partition{p.Name, noisy, p.Clients}, nil
}

// String says what the partition is in one line.
func (p *Partition) String() string {
	if len(p.Clients) == 0 {
		return p.Name + ": no clients"
	}
	sizes := p.Sizes()
	slices.Sort(sizes)
	return fmt.Sprintf("%s: %d clients of %d to %d examples, median %d", p.Name, len(sizes), sizes[0], sizes[len(sizes)-1], sizes[len(sizes)/2])
}

const (
	shownClients = 20 // more are summed up
	shownClasses = 20
)

// Display shows how many examples of each class each client holds.
func (p *Partition) Display() display.Bundle {
	t := p.table()
	b := t.Display()
	title := p.String()
	b.Data["text/plain"] = title + "\n" + b.Text()
	if table, ok := b.Data["text/html"].(string); ok {
		b.Data["text/html"] = "<div>" + html.EscapeString(title) + "</div>" + table
	}
	return b
}

func (p *Partition) table() *display.Table {
	counts, err := p.Counts()
	if err != nil || len(counts[0]) > shownClasses {
		counts = nil // sizes alone
	}
	columns := []string{"client", "examples"}
	if counts != nil {
		for k := range counts[0] {
			if len(p.Data.Classes) > 0 {
				columns = append(columns, fmt.Sprintf("%d %s", k, p.Data.Classes[k]))
			} else {
				columns = append(columns, fmt.Sprint("class ", k))
			}
		}
	}
	t := display.NewTable(columns...)
	sum := make([]int, len(columns)-1)
	rest := make([]int, len(columns)-1)
	for c, n := range p.Sizes() {
		row := []int{n}
		if counts != nil {
			row = append(row, counts[c]...)
		}
		for k, v := range row {
			sum[k] += v
			if c >= shownClients {
				rest[k] += v
			}
		}
		if c < shownClients {
			t.Row(cells(fmt.Sprint(c), row)...)
		}
	}
	if more := len(p.Clients) - shownClients; more > 0 {
		t.Row(cells(fmt.Sprintf("%d more", more), rest)...)
	}
	return t.Row(cells("all", sum)...)
}

func cells(name string, counts []int) []any {
	out := []any{name}
	for _, n := range counts {
		out = append(out, n)
	}
	return out
}
