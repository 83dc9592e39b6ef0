package data

import (
	"bufio"
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestTextLoaders(t *testing.T) {
	const content = "naïve cafés\n"
	path := write(t, "some.txt.gz", zip(t, []byte(content)))
	chars, err := TextChars(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Split("\n acefnsvéï", ""); chars.Name != "some" || chars.Len() != 12 || !slices.Equal(chars.Vocabulary, want) {
		t.Errorf("%v: %q", chars, chars.Vocabulary)
	}
	raw, err := TextBytes(path)
	if err != nil || raw.Len() != 14 || len(raw.Vocabulary) != 256 || raw.Tokens[2] != 0xc3 {
		t.Errorf("%v, %v", raw, err)
	}
	for _, text := range []*Text{chars, raw} {
		back, err := text.Decode(text.Tokens)
		if err != nil || back != content {
			t.Errorf("decoded %q, %v", back, err)
		}
		again, err := text.Encode(content)
		if err != nil || !slices.Equal(again, text.Tokens) {
			t.Errorf("encoded %v, %v", again, err)
		}
	}
	_, err = chars.Encode("cav!")
	wantError(t, err, `'!' at byte 3`, "vocabulary of 11")
	_, err = chars.Decode([]int{0, 11})
	wantError(t, err, "tokens[1] = 11", "token < 11")
	_, err = TextChars(write(t, "bad.txt", []byte("ab\nc\xff")))
	wantError(t, err, "bad.txt:2:2: byte 0xff is not UTF-8", "TextBytes")
	_, err = TextBytes(write(t, "empty.txt", nil))
	wantError(t, err, "empty.txt: empty")
	_, err = readText(strings.NewReader("12345"), "f", 4)
	wantError(t, err, "f: more than 4 bytes")
	_, err = NewText("")
	wantError(t, err, "empty")
	_, err = NewText("\xff")
	wantError(t, err, "not UTF-8")
	whole := zip(t, []byte(strings.Repeat("some text ", 100)))
	_, err = TextChars(write(t, "cut.txt.gz", whole[:len(whole)-5]))
	wantError(t, err, "cut.txt.gz: cannot read on")
}

func TestWindows(t *testing.T) {
	text, _ := NewText("abcabcabd")
	for _, c := range []struct {
		context, stride, n int
	}{{3, 1, 6}, {3, 2, 3}, {3, 5, 2}, {3, 6, 1}, {8, 1, 1}, {1, 1, 8}} {
		d, err := text.Windows(c.context, c.stride)
		if err != nil {
			t.Fatal(err)
		}
		if d.N != c.n || d.D != c.context || d.Check() != nil {
			t.Fatalf("Windows(%d, %d): %v", c.context, c.stride, d)
		}
		for i := range d.N {
			row := append(slices.Clone(d.Row(i)), d.Y[i])
			for j, v := range row {
				if int(v) != text.Tokens[i*c.stride+j] {
					t.Errorf("Windows(%d, %d): row %d is %v", c.context, c.stride, i, row)
				}
			}
		}
	}
	for _, context := range []int{0, 9} {
		_, err := text.Windows(context, 1)
		wantError(t, err, "tokens a window", "the 9 of")
	}
	_, err := text.Windows(2, 0)
	wantError(t, err, "stride = 0")

	train, valid, err := text.Split(2. / 3)
	if err != nil || train.Len() != 6 || valid.Len() != 3 || len(valid.Vocabulary) != 4 || valid.Tokens[2] != 3 {
		t.Errorf("Split: %v, %v, %v", train, valid, err)
	}
	_, _, err = text.Split(1.5)
	wantError(t, err, "trainFraction = 1.5")
	_, _, err = text.Cut(10)
	wantError(t, err, "n = 10")
}

func TestStretches(t *testing.T) {
	text := &Text{Name: "count", Tokens: counting(20), Vocabulary: symbols(20)}
	batches, err := text.Stretches(4, 5, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	starts := map[int]int{}
	n := 0
	for b := range batches {
		for i := range b.Size {
			starts[b.X[i*b.Length]]++
			for j := range b.Length {
				if k := i*b.Length + j; b.X[k] != b.X[i*b.Length]+j || b.Y[k] != b.X[k]+1 {
					t.Fatalf("stretch %v followed by %v", b.X, b.Y)
				}
			}
		}
		if n++; n == 1500 {
			break
		}
	}
	for at := range 15 { // the last start has token 19 to follow
		if math.Abs(float64(starts[at])-400) > 5*20 {
			t.Errorf("%d of 6000 stretches begin at %d", starts[at], at)
		}
	}
	if len(starts) != 15 {
		t.Errorf("%d starts, want 15", len(starts))
	}
	_, err = text.Stretches(0, 5, rng.New(1))
	wantError(t, err, "size = 0")
	_, err = text.Stretches(1, 20, rng.New(1))
	wantError(t, err, "20 tokens a window")
	_, err = text.Stretches(1, 2, nil)
	wantError(t, err, "stream is nil")
}

func TestMarkovSource(t *testing.T) {
	// A source of two symbols and rank 1, by hand.
	m := &MarkovSource{options: MarkovOptions{2, 1, 2.5, 0.5}, e: [3][]float64{{1, -1}, {0.5, 2}, {0, 0.25}}, m: []float64{0.4, -0.2}}
	p, err := m.Next(nil, 1, 0, 1)
	h := math.Tanh(-1 + 0.5 + 0.25 + 0.5*-1*0.5)
	want := 1 / (1 + math.Exp(2.5*h*(-0.2-0.4)))
	if err != nil || math.Abs(p[0]-want) > 1e-12 || math.Abs(p[0]+p[1]-1) > 1e-12 {
		t.Errorf("p = %v, want %v; %v", p, want, err)
	}
	_, err = m.Next(nil, 0, 2, 0)
	wantError(t, err, "[0 2 0]")

	const n = 40000
	var floors []float64
	for seed := range uint64(4) {
		source, err := NewMarkovSource(rng.New(seed))
		if err != nil {
			t.Fatal(err)
		}
		text, err := source.Text(n, rng.New(100+seed))
		if err != nil || text.Len() != n || len(text.Vocabulary) != 32 || !slices.Equal(text.Tokens[:3], []int{0, 0, 0}) {
			t.Fatalf("%v, %v", text, err)
		}
		floor, err := source.Entropy(text)
		if err != nil {
			t.Fatal(err)
		}
		floors = append(floors, floor)
		// The loss of the source on its own text is its entropy but for chance.
		var losses []float64
		for i := 3; i < n; i++ {
			x := text.Tokens[i-3:]
			p, _ := source.Next(nil, x[2], x[1], x[0])
			losses = append(losses, -math.Log(p[x[3]]))
		}
		if loss := vec.Mean(losses); math.Abs(loss-floor) > 5*vec.Std(losses)/math.Sqrt(n) {
			t.Errorf("seed %d: loss %v, entropy %v", seed, loss, floor)
		}
	}
	if m := vec.Mean(floors); math.Abs(m-2.23) > 0.15 { // nats, by the paper's experiment
		t.Errorf("entropies %v", floors)
	}
	for says, o := range map[string]MarkovOptions{"Alphabet = -1": {Alphabet: -1}, "Rank = -2": {Rank: -2}, "Gain = NaN": {Gain: math.NaN()}, "Cross = +Inf": {Cross: math.Inf(1)}} {
		_, err := NewMarkovSource(rng.New(1), o)
		wantError(t, err, says)
	}
	_, err = m.Entropy(&Text{Tokens: []int{0, 0}})
	wantError(t, err, "at least 4 symbols")
	_, err = new(MarkovSource).Text(5, rng.New(1))
	wantError(t, err, "made by NewMarkovSource")
	_, err = m.Text(0, rng.New(1))
	wantError(t, err, "n = 0")
	_, err = m.Text(10, nil)
	wantError(t, err, "stream is nil")
	if v := symbols(70); v[69] != "⟨69⟩" || len(v) != 70 {
		t.Errorf("symbols %v", v)
	}
}

func TestShakespeare(t *testing.T) {
	if _, err := os.Stat(filepath.Join(os.Getenv(Folder), "tinyshakespeare.txt.gz")); os.Getenv(Folder) == "" || err != nil {
		t.Skip("not in the folder " + Folder)
	}
	text, err := TextChars("tinyshakespeare")
	if err != nil || len(text.Vocabulary) != 65 || text.Len() != 1115394 {
		t.Errorf("%v, %v; want the 65 characters that are known", text, err)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a", "naïve\n", "\xff", "\xef\xbf\xbd", "a\x00b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		raw := byteText(b)
		if s, err := raw.Decode(raw.Tokens); err != nil || s != string(b) {
			t.Fatalf("bytes: %q, %v", s, err)
		}
		content, err := readText(bufio.NewReader(bytes.NewReader(b)), "f", 1<<16)
		if err != nil {
			return
		}
		chars, err := charText(content, "f")
		if err != nil {
			var e *ParseError
			if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 {
				t.Fatalf("%v says no place", err)
			}
			return
		}
		if s, err := chars.Decode(chars.Tokens); err != nil || s != string(b) {
			t.Fatalf("characters: %q, %v", s, err)
		}
		if again, err := chars.Encode(string(b)); err != nil || !slices.Equal(again, chars.Tokens) {
			t.Fatalf("encoded %v, %v", again, err)
		}
	})
}
