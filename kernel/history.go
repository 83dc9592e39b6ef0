package kernel

import (
	"monro/internal/history"
	"monro/kernel/wire"
)

type historyRequest struct {
	Access  string `json:"hist_access_type"` // "range", "tail" or "search"
	Output  bool   `json:"output"`
	Session int    `json:"session"`
	Start   int    `json:"start"`
	Stop    *int   `json:"stop"`
	N       int    `json:"n"`
	Pattern string `json:"pattern"`
	Unique  bool   `json:"unique"`
}

func (k *kernel) onHistory(m *wire.Message) (any, error) {
	r, err := content[historyRequest](m)
	if err != nil {
		return nil, err
	}
	found := k.history.Find(history.Query{
		Access: r.Access, Session: r.Session, Start: r.Start, Stop: r.Stop, N: r.N, Pattern: r.Pattern, Unique: r.Unique,
	})
	lines := make([][3]any, len(found))
	for i, e := range found {
		lines[i] = [3]any{e.Session, e.Line, e.Source}
		if r.Output {
			pair := [2]any{e.Source, nil}
			if e.Output != "" {
				pair[1] = e.Output
			}
			lines[i][2] = pair
		}
	}
	return map[string]any{"status": "ok", "history": lines}, nil
}
