package export_test
import ("testing";"fmt";"os";"monro/lang/export")
func TestZZ(t *testing.T) {
	for _, p := range programs { 
		if os.Getenv("P") != "" && os.Getenv("P") != p.name { continue }
		src, err := export.Program(cells(p.cells), p.name)
		fmt.Printf("%v\n%s\n", err, src)
		fmt.Println("=====", interpreted(t, cells(p.cells)))
	}
}
