package history

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/ncruces/go-sqlite3"
)

const (
	mark   = 0x4d6e7248 // SQLite's application_id of a history: "MnrH"
	format = 1          // user_version of the schema
	// busy is how long to wait for another process that writes.
	busy = 2 * time.Second
)

const schema = `
CREATE TABLE sessions (
  session INTEGER PRIMARY KEY AUTOINCREMENT,
  start   TEXT NOT NULL -- UTC
);
CREATE TABLE history (
  id      INTEGER PRIMARY KEY, -- in the order in which cells came
  session INTEGER NOT NULL,
  line    INTEGER NOT NULL,
  source  TEXT NOT NULL,
  output  TEXT NOT NULL DEFAULT '',
  UNIQUE (session, line)
);
`

// A file is the open database. It belongs to one goroutine.
type file struct {
	log     *slog.Logger
	path    string // "": it lives in memory
	db      *sqlite3.Conn
	session int // 0: nothing was written yet
}

// open opens a history, in memory where the file cannot be used.
func open(path string, old []string, log *slog.Logger) *file {
	f := &file{log: log, path: path}
	if path == "" {
		f.memory()
		return f
	}
	if err := f.connect(old); err != nil {
		f.forsake("opened", err)
	}
	return f
}

func (f *file) connect(old []string) (err error) {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	aside, err := setAside(f.path)
	if err != nil {
		return err
	}
	if aside != "" {
		old = append(old, aside)
	}
	own, err := os.OpenFile(f.path, os.O_RDWR|os.O_CREATE, 0o600) // SQLite would let others read it
	if err != nil {
		return err
	}
	own.Close()
	if f.db, err = sqlite3.OpenFlags(f.path, sqlite3.OPEN_READWRITE); err != nil {
		return err
	}
	f.db.BusyTimeout(busy)
	if err := f.patiently("PRAGMA journal_mode = wal; PRAGMA synchronous = normal"); err != nil {
		return err
	}
	return f.prepare(old)
}

// patiently runs statements for which SQLite itself does not wait: where two processes
// open a new file at once, one is told at once that the other has locked it.
func (f *file) patiently(statements string) (err error) {
	for end := time.Now().Add(busy); ; time.Sleep(5 * time.Millisecond) {
		if err = f.db.Exec(statements); !errors.Is(err, sqlite3.BUSY) || time.Now().After(end) {
			return err
		}
	}
}

// prepare makes the tables where there are none, and fills them from old files.
func (f *file) prepare(old []string) error {
	if err := f.db.CreateFunction("glob", 2, sqlite3.DETERMINISTIC, func(ctx sqlite3.Context, arg ...sqlite3.Value) {
		ctx.ResultBool(glob(arg[0].Text(), arg[1].Text()))
	}); err != nil {
		return err
	}
	return f.within(func() error {
		version, err := f.number("PRAGMA user_version")
		switch {
		case err != nil:
			return err
		case version > format:
			return fmt.Errorf("it was written by a newer Monro")
		case version == format:
			return nil
		}
		if err := f.db.Exec(schema + fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", mark, format)); err != nil {
			return err
		}
		return f.takeOver(old)
	})
}

// within runs f in a transaction that writes.
func (f *file) within(do func() error) (err error) {
	if f.db == nil {
		return errClosed
	}
	tx, err := f.db.BeginImmediate()
	if err != nil {
		return err
	}
	defer tx.End(&err)
	return do()
}

func (f *file) memory() {
	db, err := sqlite3.Open(":memory:")
	if err == nil {
		f.db, f.path, f.session = db, "", 0
		err = f.prepare(nil)
	}
	if err != nil {
		f.log.Error("no history", "error", err)
	}
}

// forsake goes on in memory, with what can still be read of this session.
func (f *file) forsake(what string, err error) {
	if f.path == "" {
		f.log.Error("the history could not be "+what, "error", err)
		return
	}
	f.log.Warn("the history lives in memory: its file could not be "+what, "file", f.path, "error", err)
	var kept []Entry
	if f.session > 0 {
		kept, _ = f.query("SELECT session, line, source, output FROM history WHERE session = ? ORDER BY line", f.session)
	}
	if f.db != nil {
		f.db.Close()
	}
	f.memory()
	f.write(kept)
}

func (f *file) close() {
	if f.db != nil {
		f.db.Close()
	}
}

// this is the number of this session, which it only gets with its first cell.
func (f *file) this() int {
	if f.session > 0 {
		return f.session
	}
	last, _ := f.number("SELECT coalesce(max(session), 0) FROM sessions")
	return last + 1
}

// write adds entries of this session.
func (f *file) write(entries []Entry) {
	if len(entries) == 0 {
		return
	}
	session := f.session
	err := f.within(func() error {
		if f.session == 0 {
			if err := f.begin(); err != nil {
				return err
			}
		}
		return f.insert(entries)
	})
	if err != nil {
		f.session = session
		if f.path == "" {
			f.log.Error("cells are missing in the history", "error", err)
			return
		}
		f.forsake("written", err)
		f.write(entries)
	}
}

// begin gives the session its number.
func (f *file) begin() error {
	if err := f.exec("INSERT INTO sessions (start) VALUES (?)", time.Now().UTC().Format(time.RFC3339)); err != nil {
		return err
	}
	f.session = int(f.db.LastInsertRowID())
	return nil
}

func (f *file) insert(entries []Entry) error {
	for _, e := range entries {
		var err error
		if e.Source == "" && e.Output != "" {
			err = f.exec("UPDATE history SET output = ? WHERE session = ? AND line = ?", e.Output, f.session, e.Line)
		} else {
			err = f.exec("INSERT OR REPLACE INTO history (session, line, source, output) VALUES (?, ?, ?, ?)", f.session, e.Line, e.Source, e.Output)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

var errClosed = errors.New("there is no database")

// statement prepares SQL with arguments: ints and strings.
func (f *file) statement(sql string, args []any) (*sqlite3.Stmt, error) {
	if f.db == nil {
		return nil, errClosed
	}
	s, _, err := f.db.Prepare(sql)
	if err != nil {
		return nil, err
	}
	for i, a := range args {
		switch a := a.(type) {
		case int:
			err = s.BindInt(i+1, a)
		case string:
			err = s.BindText(i+1, a)
		}
		if err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

func (f *file) exec(sql string, args ...any) error {
	s, err := f.statement(sql, args)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Exec()
}

func (f *file) number(sql string) (n int, err error) {
	s, err := f.statement(sql, nil)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	if s.Step() {
		n = s.ColumnInt(0)
	}
	return n, s.Err()
}

func (f *file) query(sql string, args ...any) (all []Entry, err error) {
	s, err := f.statement(sql, args)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	for s.Step() {
		all = append(all, Entry{s.ColumnInt(0), s.ColumnInt(1), s.ColumnText(2), s.ColumnText(3)})
	}
	return all, s.Err()
}
