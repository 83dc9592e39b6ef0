package past

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestTranscript(t *testing.T) {
	for _, n := range []int{0, 1, 100, 5000} {
		var told Transcript
		var want []Line
		for i := range n {
			l := Line{fmt.Sprintf("x := %d // %s", i, strings.Repeat("é", i%50)), i%3 == 0}
			told.Add(l.Code, l.Raised)
			want = append(want, l)
		}
		raw, err := json.Marshal(told)
		if err != nil {
			t.Fatal(err)
		}
		var again Transcript
		if err := json.Unmarshal(raw, &again); err != nil {
			t.Fatal(err)
		}
		for _, tr := range []*Transcript{&told, &again} {
			if got, err := tr.Lines(); err != nil || !slices.Equal(got, want) || tr.Count != n {
				t.Errorf("of %d cells come back %d, counted as %d, %v", n, len(got), tr.Count, err)
			}
		}
		if n == 5000 && len(told.Packed) == 0 {
			t.Error("nothing was packed")
		}
	}
	if _, err := (&Transcript{Packed: [][]byte{{1, 2, 3}}}).Lines(); err == nil {
		t.Error("no transcript, and no error")
	}
}
