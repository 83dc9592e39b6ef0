package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// A writer is the one connection that writes. SQLite lets one transaction write at
// a time, so that more would only wait for each other.
type writer struct {
	store *Store
	db    *sql.DB

	mu         sync.Mutex
	conn       *sql.Conn // nil before the first use
	statements map[string]*sql.Stmt
	refused    error // why the last wait for another process was in vain
	until      time.Time
	done       bool
}

func newWriter(s *Store, db *sql.DB) *writer {
	return &writer{store: s, db: db, statements: map[string]*sql.Stmt{}}
}

func (w *writer) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done = true
	var errs []error
	for _, stmt := range w.statements {
		errs = append(errs, stmt.Close())
	}
	clear(w.statements)
	if w.conn != nil {
		errs = append(errs, w.conn.Close())
		w.conn = nil
	}
	return errors.Join(append(errs, w.db.Close())...)
}

func (w *writer) closed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.done
}

// do runs f in a transaction: all of what it writes is kept, or nothing.
func (w *writer) do(f func(*writing) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.ready(); err != nil {
		return err
	}
	err := w.transaction(f)
	if errors.Is(err, sqlite3.BUSY) {
		// A study of many short runs would otherwise wait in vain at each.
		w.refused, w.until = w.store.explain(err), time.Now().Add(5*w.store.wait)
		return w.refused
	}
	return w.store.explain(err)
}

func (w *writer) transaction(f func(*writing) error) (err error) {
	t := &writing{w}
	// Locked from the start: a transaction that reads first may find that it
	// cannot write any more.
	if err := t.script("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			t.script("ROLLBACK") // fails where SQLite has done it already
		}
	}()
	if err := f(t); err != nil {
		return err
	}
	return t.script("COMMIT")
}

// query reads one row outside of a transaction.
func (w *writer) query(query string, into ...any) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.ready(); err != nil {
		return err
	}
	return (&writing{w}).query(query, into...)
}

// outside runs a command that SQLite does not allow in a transaction.
func (w *writer) outside(command string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.ready(); err != nil {
		return err
	}
	return w.store.explain((&writing{w}).script(command))
}

func (w *writer) ready() (err error) {
	switch {
	case w.done:
		return w.store.explain(sql.ErrConnDone)
	case time.Now().Before(w.until):
		return w.refused
	case w.conn == nil:
		w.conn, err = w.db.Conn(context.Background())
	}
	return err
}

// A writing is the writer while it is locked, usually in a transaction. What it
// does is not interrupted, as an interrupted study keeps what it has.
type writing struct{ *writer }

func (t *writing) script(commands string) error {
	_, err := t.conn.ExecContext(context.Background(), commands)
	return err
}

func (t *writing) query(query string, into ...any) error {
	return t.conn.QueryRowContext(context.Background(), query).Scan(into...)
}

func (t *writing) exec(statement string, args ...any) (sql.Result, error) {
	stmt, err := t.compiled(statement)
	if err != nil {
		return nil, err
	}
	return stmt.Exec(args...)
}

// scan runs a query for one row.
func (t *writing) scan(into any, query string, args ...any) error {
	stmt, err := t.compiled(query)
	if err != nil {
		return err
	}
	return stmt.QueryRow(args...).Scan(into)
}

// compiled is a statement that is compiled at its first use alone.
func (t *writing) compiled(statement string) (*sql.Stmt, error) {
	if stmt := t.statements[statement]; stmt != nil {
		return stmt, nil
	}
	stmt, err := t.conn.PrepareContext(context.Background(), statement)
	if err == nil {
		t.statements[statement] = stmt
	}
	return stmt, err
}
