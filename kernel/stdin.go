package kernel

import (
	"context"
	"fmt"

	"monro/kernel/wire"
)

func (k *kernel) onStdin(m *wire.Message) {
	if m.Header.Type != "input_reply" {
		k.log.Warn("unknown message", "channel", "stdin", "type", m.Header.Type)
		return
	}
	select {
	case k.replies <- m:
	default:
		k.log.Warn("dropped an input_reply that nobody waits for")
	}
}

// ask has the front end that sent the cell ask its user.
func (k *kernel) ask(ctx context.Context, request *wire.Message, prompt string, password bool) (string, error) {
	for len(k.replies) > 0 { // answers to questions that were given up
		<-k.replies
	}
	err := k.send(k.stdin, request, "input_request", map[string]any{"prompt": prompt, "password": password})
	if err != nil {
		return "", fmt.Errorf("cannot ask the front end: %w", err)
	}
	select {
	case m := <-k.replies:
		c, err := content[struct {
			Value string `json:"value"`
		}](m)
		return c.Value, err
	case <-ctx.Done():
		return "", ctx.Err()
	case <-k.ending.Done():
		return "", errEnding
	}
}
