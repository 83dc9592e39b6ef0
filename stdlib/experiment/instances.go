package experiment

import "monro/stdlib/optim"

// Instances lists the functions on states as compiled for those of optim, for
// points of chains and for plain numbers, under names such as
// "Take[*optim.State]": the interpreter of cells knows no generics.
func Instances() map[string]any {
	m := map[string]any{"Within[*optim.State]": Within[*optim.State]}
	compiled[*optim.State](m, "*optim.State")
	compiled[[]float64](m, "[]float64")
	compiled[float64](m, "float64")
	compiled[int](m, "int")
	return m
}

func compiled[S any](m map[string]any, state string) {
	for name, f := range map[string]any{
		"Take": Take[S], "Every": Every[S], "Thin": Thin[S], "Until": Until[S], "For": For[S],
		"Progress": Progress[S], "Record": Record[S], "Follow": Follow[S],
	} {
		m[name+"["+state+"]"] = f
	}
}
