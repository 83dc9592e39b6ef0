package kernel

import (
	"context"
	"time"
	"unicode/utf8"

	"monro/kernel/wire"
)

// lookTime is how long the worker may take to answer what is asked while someone types.
const lookTime = 3 * time.Second

type lookRequest struct {
	Code   string `json:"code"`
	Cursor *int   `json:"cursor_pos"` // in code points; default: the end
	Detail int    `json:"detail_level"`
}

// cursor is the byte offset of the cursor, within the code.
func (r lookRequest) cursor() int {
	if r.Cursor == nil {
		return len(r.Code)
	}
	return byteOffset(r.Code, *r.Cursor)
}

// byteOffset turns a count of code points into one of bytes. A position outside
// the code is moved to its nearer end.
func byteOffset(code string, points int) int {
	if points <= 0 {
		return 0
	}
	for i := range code {
		if points == 0 {
			return i
		}
		points--
	}
	return len(code)
}

// codePoints turns a byte offset into a count of code points.
func codePoints(code string, offset int) int {
	return utf8.RuneCountInString(code[:min(max(offset, 0), len(code))])
}

// typedMatch is what front ends make icons and signatures of.
type typedMatch struct {
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Text      string `json:"text"`
	Type      string `json:"type"`
	Signature string `json:"signature"`
}

func (k *kernel) complete(m *wire.Message) (any, error) {
	r, err := content[lookRequest](m)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(k.ending, lookTime)
	defer cancel()
	cursor := r.cursor()
	c, err := k.host.Complete(ctx, r.Code, cursor)
	if err != nil { // no matches are a better answer than an error at each key
		k.log.Info("no completion", "error", err)
		c.Start, c.End = cursor, cursor
	}
	start, end := codePoints(r.Code, c.Start), codePoints(r.Code, c.End)
	matches := make([]string, len(c.Matches))
	typed := make([]typedMatch, len(c.Matches))
	for i, match := range c.Matches {
		matches[i] = match.Text
		typed[i] = typedMatch{start, end, match.Text, match.Type, match.Signature}
	}
	return map[string]any{
		"status":       "ok",
		"matches":      matches,
		"cursor_start": start,
		"cursor_end":   end,
		"metadata":     map[string]any{"_jupyter_types_experimental": typed},
	}, nil
}

func (k *kernel) inspect(m *wire.Message) (any, error) {
	r, err := content[lookRequest](m)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(k.ending, lookTime)
	defer cancel()
	bundle, found, err := k.host.Inspect(ctx, r.Code, r.cursor(), r.Detail)
	if err != nil {
		k.log.Info("no inspection", "error", err)
		found = false
	}
	out := newOutput(bundle)
	return map[string]any{"status": "ok", "found": found, "data": out.Data, "metadata": out.Metadata}, nil
}

func (k *kernel) isComplete(m *wire.Message) (any, error) {
	r, err := content[struct {
		Code string `json:"code"`
	}](m)
	if err != nil {
		return nil, err
	}
	state, indent := k.opts.IsComplete(r.Code)
	answer := map[string]any{"status": state}
	if state == "incomplete" {
		answer["indent"] = indent
	}
	return answer, nil
}
