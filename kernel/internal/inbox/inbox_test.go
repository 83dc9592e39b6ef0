package inbox

import "testing"

func TestOrder(t *testing.T) {
	b := New[int]()
	const n = 1000
	seen := make(chan int, n)
	go func() {
		for {
			m, ok := b.Next()
			if !ok {
				close(seen)
				return
			}
			seen <- m
			b.Done()
		}
	}()
	for i := range n {
		b.Add(i)
		if b.Came() != i+1 {
			t.Fatalf("after %d messages %d have come", i+1, b.Came())
		}
		if i%100 == 50 {
			b.Await(i + 1)
			if got := len(seen); got != i+1 {
				t.Fatalf("%d of %d messages are dealt with", got, i+1)
			}
		}
	}
	b.Await(n)
	b.Close()
	i := 0
	for m := range seen {
		if m != i {
			t.Fatalf("message %d came as number %d", m, i)
		}
		i++
	}
	if i != n {
		t.Errorf("%d of %d messages", i, n)
	}
}

func TestCloseEndsWaiting(t *testing.T) {
	b := New[string]()
	b.Add("never dealt with")
	ended := make(chan bool)
	go func() { b.Await(1); ended <- true }()
	go func() { b.Next(); b.Next(); ended <- true }()
	b.Close()
	<-ended
	<-ended
}
