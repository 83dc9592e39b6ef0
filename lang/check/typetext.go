package check

import "go/types"

// TypeText writes a type as a cell would.
func TypeText(t types.Type) string { return types.TypeString(t, Qualifier) }

// Qualifier names the package of a type as a cell would: by the package's name, and by
// none for what cells declare.
func Qualifier(p *types.Package) string {
	if p.Path() == "main" {
		return ""
	}
	return p.Name()
}
