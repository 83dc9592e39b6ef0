// Package stdlib keeps the sources of generic functions of the packages below
// it. Cells have no generics compiled for their own types: the session lowers
// such a function from its source for the types it is used with. What does
// something belongs in the packages themselves.
package stdlib

import "embed"

// Generic holds files by package folder, such as experiment/states.go. The
// bodies of the generic functions in it use exported names of their package alone.
//
//go:embed experiment/states.go
var Generic embed.FS
