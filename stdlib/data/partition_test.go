package data

import (
	"math"
	"slices"
	"strings"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// spread returns the least and the greatest client.
func spread(p *Partition) (least, most int) {
	sizes := p.Sizes()
	return slices.Min(sizes), slices.Max(sizes)
}

// classes returns how many classes each client has.
func classes(t *testing.T, p *Partition) []int {
	t.Helper()
	counts, err := p.Counts()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]int, len(counts))
	for c, row := range counts {
		for _, n := range row {
			if n > 0 {
				out[c]++
			}
		}
	}
	return out
}

func TestPartitionsAreExact(t *testing.T) {
	d := numbered(t, 5003, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
	score := vec.Map(nil, func(x float64) float64 { return -x }, d.X)
	for name, c := range map[string]struct {
		partition   func(s *rng.Stream) (*Partition, error)
		least, most int // sizes of clients
		classes     int // most that a client may have
	}{
		"IID":           {func(s *rng.Stream) (*Partition, error) { return d.PartitionIID(100, s) }, 50, 51, 10},
		"IID, one":      {func(s *rng.Stream) (*Partition, error) { return d.PartitionIID(1, s) }, 5003, 5003, 10},
		"ordered":       {func(*rng.Stream) (*Partition, error) { return d.PartitionOrdered(100, score) }, 50, 51, 10},
		"shards":        {func(s *rng.Stream) (*Partition, error) { return d.PartitionShards(100, 2, s) }, 50, 52, 4},
		"labels 1":      {func(s *rng.Stream) (*Partition, error) { return d.PartitionLabels(20, 1, s) }, 250, 251, 1},
		"labels 3":      {func(s *rng.Stream) (*Partition, error) { return d.PartitionLabels(25, 3, s) }, 1, 900, 3},
		"labels all":    {func(s *rng.Stream) (*Partition, error) { return d.PartitionLabels(10, 10, s) }, 500, 510, 10},
		"quantity":      {func(s *rng.Stream) (*Partition, error) { return d.PartitionQuantity(100, 0.3, 5, s) }, 5, 5003, 10},
		"Dirichlet .05": {func(s *rng.Stream) (*Partition, error) { return d.PartitionDirichlet(100, 0.05, 10, s) }, 10, 1500, 10},
		"Dirichlet .3":  {func(s *rng.Stream) (*Partition, error) { return d.PartitionDirichlet(100, 0.3, 10, s) }, 10, 1500, 10},
		"Dirichlet 1e5": {func(s *rng.Stream) (*Partition, error) { return d.PartitionDirichlet(100, 1e5, 10, s) }, 45, 55, 10},
	} {
		for seed := range uint64(5) {
			p, err := c.partition(rng.New(seed))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if !p.Exact() || p.Check() != nil {
				t.Errorf("%s: not every example belongs to one client", name)
			}
			least, most := spread(p)
			if least < c.least || most > c.most {
				t.Errorf("%s: sizes from %d to %d, want %d to %d", name, least, most, c.least, c.most)
			}
			if k := slices.Max(classes(t, p)); k > c.classes {
				t.Errorf("%s: a client has %d classes, want at most %d", name, k, c.classes)
			}
			if math.Abs(vec.Sum(p.Weights())-1) > 1e-12 || math.Abs(p.Weights()[0]-float64(len(p.Clients[0]))/5003) > 1e-15 {
				t.Errorf("%s: weights %v", name, p.Weights())
			}
			again, _ := c.partition(rng.New(seed))
			for k := range p.Clients {
				if !slices.Equal(p.Clients[k], again.Clients[k]) {
					t.Fatalf("%s: client %d differs with the same seed", name, k)
				}
			}
		}
	}
	p, _ := d.PartitionOrdered(100, score)
	if p.Clients[0][0] != 5002 || p.Clients[99][49] != 0 {
		t.Errorf("ordered: begins with %d and ends with %d", p.Clients[0][0], p.Clients[99][49])
	}
}

// The proportions of a client are a Dirichlet draw: over clients the variance of a
// class's share is (1/K)(1−1/K)/(Kα+1), nearly so after the classes are normalised.
func TestPartitionDirichletSpread(t *testing.T) {
	const clients, k = 200, 5
	d := numbered(t, 100000, 0, 1, 2, 3, 4)
	for _, alpha := range []float64{0.1, 1, 20} {
		p, err := d.PartitionDirichlet(clients, alpha, 1, rng.New(1))
		if err != nil {
			t.Fatal(err)
		}
		counts, _ := p.Counts()
		var squares float64
		for c, row := range counts {
			for _, n := range row {
				squares += math.Pow(float64(n)/float64(len(p.Clients[c]))-1./k, 2)
			}
		}
		got, want := squares/(clients*k), (1./k)*(1-1./k)/(k*alpha+1)
		if math.Abs(got/want-1) > 0.2 {
			t.Errorf("alpha %v: shares have variance %v, want about %v", alpha, got, want)
		}
	}
}

func TestPartitionsThatReuse(t *testing.T) {
	d := numbered(t, 5003, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
	for name, c := range map[string]struct {
		partition   func(s *rng.Stream) (*Partition, error)
		least, most int
		classes     int
	}{
		"resampled":     {func(s *rng.Stream) (*Partition, error) { return d.PartitionResampled(100, 0.1, s) }, 50, 51, 10},
		"pathological":  {func(s *rng.Stream) (*Partition, error) { return d.PartitionPathological(100, 2, s) }, 50, 51, 2},
		"bootstrap 0":   {func(s *rng.Stream) (*Partition, error) { return d.PartitionBootstrap(20, 0, s) }, 250, 250, 1},
		"bootstrap 0.1": {func(s *rng.Stream) (*Partition, error) { return d.PartitionBootstrap(20, 0.1, s) }, 250, 250, 10},
		"bootstrap 1e4": {func(s *rng.Stream) (*Partition, error) { return d.PartitionBootstrap(20, 1e4, s) }, 250, 250, 10},
	} {
		p, err := c.partition(rng.New(1))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		least, most := spread(p)
		if least != c.least || most != c.most || p.Check() != nil || p.Exact() {
			t.Errorf("%s: sizes from %d to %d, exact %v", name, least, most, p.Exact())
		}
		if k := slices.Max(classes(t, p)); k > c.classes {
			t.Errorf("%s: a client has %d classes", name, k)
		}
	}
	p, _ := d.PartitionBootstrap(20, 0, rng.New(1))
	for c, idx := range p.Clients {
		for _, i := range idx {
			if d.Y[i] != float64(c%10) {
				t.Fatalf("client %d has an example of class %v", c, d.Y[i])
			}
		}
	}
	// While no class has run out, nobody gets an example twice.
	p, _ = numbered(t, 1000, 0, 1).PartitionResampled(1000, 1e6, rng.New(3))
	used := map[int]int{}
	for _, idx := range p.Clients {
		used[idx[0]]++
	}
	counts, _ := p.Counts()
	short := 0
	for _, row := range counts {
		short += row[0]
	}
	if short = min(short, 1000-short); len(used) != 500+short {
		t.Errorf("%d different examples, want %d", len(used), 500+short)
	}
}

func TestPartitionClients(t *testing.T) {
	d := numbered(t, 1000, 0, 1, 2, 3)
	p, err := d.PartitionLabels(4, 1, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	client, err := p.Client(2)
	if err != nil || client.N != 250 || count(client.Y, 2) != 250 || client.Name != "numbered, client 2" {
		t.Errorf("%v, %v", client, err)
	}
	for _, replacement := range []bool{false, true} {
		s, err := p.Sampler(3, 32, replacement, rng.New(2))
		if err != nil {
			t.Fatal(err)
		}
		seen := map[int]int{}
		n := 0
		for n < 250 {
			b := s.Next()
			n += len(b)
			for _, i := range b {
				seen[i]++
				if d.Y[i] != 3 {
					t.Fatalf("example %d is not of client 3", i)
				}
			}
		}
		if (len(seen) == 250) == replacement {
			t.Errorf("replacement %v: %d different examples of 250", replacement, len(seen))
		}
	}
	noisy, err := p.NoisyLabels([]float64{0, 0.5, 1, 0}, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	for c, want := range []float64{0, 0.375, 0.75, 0} {
		wrong := 0.
		for _, i := range p.Clients[c] {
			if noisy.Data.Y[i] != d.Y[i] {
				wrong++
			}
		}
		if math.Abs(wrong/250-want) > 5*math.Sqrt(want*(1-want)/250) {
			t.Errorf("client %d: %v of the labels are wrong, want %v", c, wrong/250, want)
		}
	}
	if !slices.Equal(noisy.Data.Clean, d.Y) {
		t.Error("the right labels are lost")
	}
}

func TestPartitionDisplay(t *testing.T) {
	d := numbered(t, 60, 0, 1, 1)
	d.Classes = []string{"cat", "d&g"}
	p, err := d.PartitionIID(30, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	b := p.Display()
	text := b.Text()
	for _, want := range []string{"PartitionIID: 30 clients of 2 to 2 examples, median 2", "0 cat", "1 d&g", "10 more", "all"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	fields := strings.Fields(text[strings.LastIndex(text, "all"):])
	if !slices.Equal(fields[:4], []string{"all", "60", "20", "40"}) {
		t.Errorf("sums %v", fields)
	}
	if markup, ok := b.Data["text/html"].(string); !ok || !strings.Contains(markup, "d&amp;g") {
		t.Errorf("HTML %v", b.Data["text/html"])
	}
	d.Y = nil
	if text := p.Display().Text(); strings.Contains(text, "cat") || !strings.Contains(text, "10 more") {
		t.Errorf("without labels:\n%s", text)
	}
}

func TestBadPartitions(t *testing.T) {
	d := numbered(t, 30, 0, 1, 2)
	s := rng.New(1)
	for says, f := range map[string]func() (*Partition, error){
		"PartitionIID: clients = 0":                      func() (*Partition, error) { return d.PartitionIID(0, s) },
		"PartitionIID: clients = 31":                     func() (*Partition, error) { return d.PartitionIID(31, s) },
		"PartitionIID: stream is nil":                    func() (*Partition, error) { return d.PartitionIID(3, nil) },
		"PartitionShards: shards = 4":                    func() (*Partition, error) { return d.PartitionShards(10, 4, s) },
		"PartitionShards: shards = 0":                    func() (*Partition, error) { return d.PartitionShards(10, 0, s) },
		"PartitionLabels: clients = 2":                   func() (*Partition, error) { return d.PartitionLabels(2, 1, s) },
		"PartitionLabels: perClient = 4":                 func() (*Partition, error) { return d.PartitionLabels(3, 4, s) },
		"10 examples of the label 0 for 30 clients":      func() (*Partition, error) { return d.PartitionLabels(30, 3, s) },
		"PartitionQuantity: least = 4":                   func() (*Partition, error) { return d.PartitionQuantity(10, 1, 4, s) },
		"PartitionQuantity: alpha = 0":                   func() (*Partition, error) { return d.PartitionQuantity(10, 0, 1, s) },
		"PartitionDirichlet: alpha = -1":                 func() (*Partition, error) { return d.PartitionDirichlet(3, -1, 1, s) },
		"PartitionDirichlet: least = 0":                  func() (*Partition, error) { return d.PartitionDirichlet(3, 1, 0, s) },
		"least = 3 examples did not occur in 1000 draws": func() (*Partition, error) { return numbered(t, 300, 0, 1, 2).PartitionDirichlet(100, 1, 3, s) },
		"PartitionResampled: alpha = NaN":                func() (*Partition, error) { return d.PartitionResampled(3, math.NaN(), s) },
		"PartitionPathological: perClient = 0":           func() (*Partition, error) { return d.PartitionPathological(3, 0, s) },
		"PartitionBootstrap: alpha = -1":                 func() (*Partition, error) { return d.PartitionBootstrap(3, -1, s) },
		"PartitionOrdered: len(score) = 2":               func() (*Partition, error) { return d.PartitionOrdered(3, []float64{1, 2}) },
		"score[29] is NaN":                               func() (*Partition, error) { return d.PartitionOrdered(3, append(make([]float64, 29), math.NaN())) },
		"no targets":                                     func() (*Partition, error) { return numbered(t, 9).PartitionShards(3, 1, s) },
		"clients = 0":                                    func() (*Partition, error) { return HeterogeneousRegression(0, 1, 1, 0, 0, s) },
		"m = 0":                                          func() (*Partition, error) { return HeterogeneousRegression(1, 0, 1, 0, 0, s) },
		"sigma = -1":                                     func() (*Partition, error) { return HeterogeneousRegression(1, 1, 1, -1, 0, s) },
		"sigma = 1e+06":                                  func() (*Partition, error) { return HeterogeneousRegression(5, 1, 1, 1e6, 0, s) },
	} {
		_, err := f()
		wantError(t, err, says)
	}
	for says, p := range map[string]*Partition{
		"want data and at least one client":          {Data: d},
		"client 1 has no examples":                   {Data: d, Clients: [][]int{{0}, {}}},
		"client 0 has example 30: want 0 <= example": {Data: d, Clients: [][]int{{30}}},
	} {
		_, err := p.Client(0)
		wantError(t, err, says)
		_, err = p.Counts()
		wantError(t, err, says)
		if p.Exact() {
			t.Errorf("%v is exact", p)
		}
	}
	p, _ := d.PartitionIID(3, s)
	_, err := p.Client(3)
	wantError(t, err, "client 3", "client < 3")
	_, err = p.Sampler(-1, 1, true, s)
	wantError(t, err, "client -1")
	_, err = p.NoisyLabels([]float64{1}, s)
	wantError(t, err, "len(probabilities) = 1", "3")
	_, err = p.NoisyLabels([]float64{1, 2, 0}, s)
	wantError(t, err, "probability = 2")
	twice := &Partition{Data: d, Clients: [][]int{{0}, {0}}}
	_, err = twice.NoisyLabels([]float64{1, 1}, s)
	wantError(t, err, "every example to belong to one client")
}
