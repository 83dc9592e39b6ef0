package complete
import ("fmt";"os";"runtime/debug")
func logPanic(p any, code string, cursor int) {
	f, _ := os.OpenFile("/tmp/panics.txt", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	fmt.Fprintf(f, "%v %q %d\n%s\n", p, code, cursor, debug.Stack())
	f.Close()
}
