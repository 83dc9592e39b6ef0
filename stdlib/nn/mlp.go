package nn

import "fmt"

// MLP is the fully connected network with ReLU between its layers: sizes are those
// of the input, the hidden layers and the output. Hidden layers begin as HeNormal,
// the last as GlorotUniform, biases as zeros.
func MLP(sizes ...int) (*Model, error) { return MLPWith(ReLU(), sizes...) }

// MLPWith is MLP with another activation. Hidden layers begin as HeNormal for the
// relatives of ReLU (LeakyReLU, ELU, GELU, SiLU) and as GlorotUniform otherwise.
func MLPWith(activation Layer, sizes ...int) (*Model, error) {
	if len(sizes) < 2 {
		return nil, fmt.Errorf("nn.MLP: sizes = %v: want at least those of input and output", sizes)
	}
	for i, n := range sizes {
		if n < 1 {
			return nil, fmt.Errorf("nn.MLP: sizes[%d] = %d: want at least 1", i, n)
		}
	}
	hidden := Init(GlorotUniform)
	switch activation.Kind {
	case "relu", "leakyrelu", "elu", "gelu", "silu":
		hidden = HeNormal
	}
	var layers []Layer
	last := len(sizes) - 1
	for _, n := range sizes[1:last] {
		layers = append(layers, Dense(n, hidden), activation)
	}
	return New(sizes[:1], append(layers, Dense(sizes[last]))...)
}
