package kernel

import (
	"runtime"
	"strings"

	"monro/kernel/wire"
)

// info answers kernel_info. It does not need the worker.
func (k *kernel) info(*wire.Message) (any, error) {
	version := strings.TrimPrefix(runtime.Version(), "go")
	return map[string]any{
		"status":                 "ok",
		"protocol_version":       wire.Version,
		"implementation":         "monro",
		"implementation_version": k.opts.Version,
		"language_info":          LanguageInfo(),
		"banner": "Monro " + k.opts.Version + " (Go " + version + "): stochastic optimisation, sampling and learning.\n" +
			"Every cell is Go; the last expression is shown; name? describes a name.",
		"debugger":           true,
		"supported_features": []string{"debugger", "kernel subshells"},
		"help_links": []map[string]string{
			{"text": "The Go language", "url": "https://go.dev/ref/spec"},
			{"text": "Go's standard library", "url": "https://pkg.go.dev/std"},
			{"text": "Gonum", "url": "https://pkg.go.dev/gonum.org/v1/gonum"},
		},
	}, nil
}

// LanguageInfo describes the language of cells, for kernel_info and for the
// metadata of notebooks.
func LanguageInfo() map[string]any {
	return map[string]any{
		"name":               "go",
		"version":            strings.TrimPrefix(runtime.Version(), "go"),
		"mimetype":           "text/x-go",
		"file_extension":     ".go",
		"pygments_lexer":     "go",
		"codemirror_mode":    "text/x-go",
		"nbconvert_exporter": "script",
	}
}
