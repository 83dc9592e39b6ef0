package kernel

import (
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"sync"

	"monro/kernel/wire"
)

// A subshell is a queue of requests beside that of the main shell: they are answered in
// order, and while cells of the main shell run. Its own cells take turns with those
// (see lang.Shell). Jupyter's front ends have widgets answer by one.
type subshell struct{ cells *queue }

// subshells knows those that are open, by id, and those that still run something.
type subshells struct {
	mu      sync.Mutex
	open    map[string]*subshell
	serving map[*subshell]bool
}

func (s *subshells) find(id string) *subshell {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open[id]
}

func (s *subshells) all() []*subshell {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.serving))
}

// mostSubshells is how many may be open: a front end that makes one for each of its
// widgets has lost count.
const mostSubshells = 256

func (k *kernel) createSubshell(*wire.Message) (any, error) {
	s := &k.subshells
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.open) >= mostSubshells {
		return nil, fmt.Errorf("%d subshells are open: delete one first", len(s.open))
	}
	if s.open == nil {
		s.open, s.serving = map[string]*subshell{}, map[*subshell]bool{}
	}
	id, sub := rand.Text(), &subshell{newQueue()}
	s.open[id], s.serving[sub] = sub, true
	go func() {
		k.runCells(sub.cells, id)
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.serving, sub)
	}()
	return map[string]any{"status": "ok", "subshell_id": id}, nil
}

type subshellID struct {
	ID string `json:"subshell_id"`
}

// deleteSubshell ends a subshell. What runs in it goes on to its end; what waits is
// aborted.
func (k *kernel) deleteSubshell(m *wire.Message) (any, error) {
	c, err := content[subshellID](m)
	if err != nil {
		return nil, err
	}
	s := &k.subshells
	s.mu.Lock()
	sub := s.open[c.ID]
	delete(s.open, c.ID)
	s.mu.Unlock()
	if sub == nil {
		return noSubshell(c.ID), nil
	}
	k.abort(sub.cells.drain())
	return map[string]any{"status": "ok"}, nil
}

func (k *kernel) listSubshells(*wire.Message) (any, error) {
	s := &k.subshells
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := slices.AppendSeq([]string{}, maps.Keys(s.open)) // [] rather than null
	slices.Sort(ids)
	return map[string]any{"status": "ok", "subshell_id": ids}, nil
}

func noSubshell(id string) failure {
	text := fmt.Sprintf("there is no subshell %q: it was deleted, or never created in this kernel", id)
	return failure{"error", "UnknownSubshell", text, []string{text}}
}

// onSubshell takes a request of a subshell.
func (k *kernel) onSubshell(id string, m *wire.Message) {
	switch m.Header.Type {
	case "comm_open", "comm_msg", "comm_close": // the session takes them at once in any case
		k.onComm(m)
		return
	}
	answer := map[string]func(*wire.Message) (any, error){
		"complete_request":    k.complete,
		"inspect_request":     k.inspect,
		"kernel_info_request": k.info,
		"is_complete_request": k.isComplete,
		"history_request":     k.onHistory,
		"comm_info_request":   k.commInfo,
	}[m.Header.Type]
	execute := m.Header.Type == "execute_request"
	sub := k.subshells.find(id)
	switch {
	case answer == nil && !execute:
		k.busy(m, func() { k.log.Warn("unknown message", "channel", "shell", "subshell", id, "type", m.Header.Type) })
	case sub == nil:
		k.answer(m, func(*wire.Message) (any, error) { return noSubshell(id), nil })
	case execute:
		k.onExecute(sub.cells, m)
	default:
		sub.cells.add(&cell{request: m, answer: func() { k.answer(m, answer) }})
	}
}

// queueOf is where functions of cells wait that a message over a comm is for.
func (k *kernel) queueOf(m *wire.Message) *queue {
	if sub := k.subshells.find(m.Header.Subshell); sub != nil {
		return sub.cells
	}
	return k.cells
}
