package running

import (
	"slices"
	"testing"
)

func TestSessionAnswers(t *testing.T) {
	defer session.Store(nil)
	for range 2 { // without a session, and with one that knows nothing
		if Parameters("f") != nil || Shown(1) != 1 {
			t.Error("something is known where nothing can be")
		}
		SetSession(Session{})
	}
	SetSession(Session{
		Parameters: func(callee string) []string { return []string{callee} },
		Shown:      func(v any) any { return v.(int) + 1 },
	})
	if got := Parameters("f"); !slices.Equal(got, []string{"f"}) {
		t.Errorf("parameters %v", got)
	}
	if got := Shown(1); got != 2 {
		t.Errorf("shown %v", got)
	}
}
