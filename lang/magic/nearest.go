package magic

// nearest returns the name that takes the fewest edits to get from word, or ""
// where none is near enough to have been meant.
func nearest(word string, names []string) string {
	best, least := "", 1+len(word)/3
	for _, n := range names {
		if d := edits(word, n); d <= least && (best == "" || d < least) {
			best, least = n, d
		}
	}
	return best
}

// edits is the number of characters to put in, take out, change, or exchange
// with their neighbour, to turn a into b (the optimal string alignment distance).
func edits(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last := make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		now := make([]int, len(t)+1)
		now[0] = i + 1
		for j := range t {
			change := last[j]
			if s[i] != t[j] {
				change++
			}
			now[j+1] = min(change, last[j+1]+1, now[j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				now[j+1] = min(now[j+1], before[j-1]+1)
			}
		}
		before, last = last, now
	}
	return last[len(t)]
}
