//go:build !openblas || !(linux || darwin) || !(amd64 || arm64)

package vec

import "errors"

func openBLAS() (*engine, error) {
	return nil, errors.New("not in this build, which lacks the tag openblas or its platform")
}
