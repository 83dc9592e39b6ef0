//go:build !amd64 && !arm64

package goroutine

import (
	"runtime"
	"strconv"
	"strings"
)

// ID is the number of the running goroutine, which only its stack trace tells.
func ID() uintptr {
	var buf [64]byte
	text := string(buf[:runtime.Stack(buf[:], false)])
	text, _, _ = strings.Cut(strings.TrimPrefix(text, "goroutine "), " ")
	id, _ := strconv.ParseUint(text, 10, 64)
	return uintptr(id)
}
