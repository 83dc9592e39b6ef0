package store

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/ncruces/go-sqlite3"
)

// An Error is a failure of the store's file: locked, damaged, no store, full disk.
type Error struct {
	Path    string
	Problem string // and what to do about it
	Err     error  // what lies underneath
}

// Error names the file, the problem and the remedy.
func (e *Error) Error() string {
	return fmt.Sprintf("store %s: %s (%v)", e.Path, e.Problem, e.Err)
}

// Unwrap returns the error underneath.
func (e *Error) Unwrap() error { return e.Err }

var errDeleted = errors.New("it is not in the store any more")

// explain says in the words of a user what SQLite says in its own.
func (s *Store) explain(err error) error {
	var known *Error
	var condition *conditionError
	if err == nil || errors.As(err, &known) || errors.As(err, &condition) {
		return err
	}
	problem := s.problem(err)
	if problem == "" {
		return fmt.Errorf("store %s: %w", s.path, err)
	}
	return &Error{s.path, problem, err}
}

func (s *Store) problem(err error) string {
	is := func(codes ...error) bool {
		for _, c := range codes {
			if errors.Is(err, c) {
				return true
			}
		}
		return false
	}
	switch {
	case is(sql.ErrConnDone) || err.Error() == "sql: database is closed":
		return "it is closed: open it again"
	case is(sqlite3.BUSY, sqlite3.LOCKED):
		return fmt.Sprintf("it is locked: another program was writing to it for more than %v; end that program or its transaction", s.wait)
	case is(sqlite3.NOTADB):
		return "the file is no store, nor any SQLite database: use another file"
	case is(sqlite3.CORRUPT):
		return "the file is damaged: move it away together with the files of its name that end in -wal and -shm, and run the studies again; \"sqlite3 FILE .recover\" may save what is in it"
	case is(sqlite3.FULL, syscall.ENOSPC):
		return "the disk is full: make room, or open a store on another disk"
	case is(sqlite3.IOERR_WRITE): // what a quota comes to
		return "it cannot be written, as where the disk or a quota is full: make room, or open a store on another disk"
	case is(sqlite3.READONLY, sqlite3.PERM, fs.ErrPermission):
		return "it cannot be written: see to the permissions of the file and of its folder, or use a copy"
	case is(sqlite3.CANTOPEN):
		return "the file cannot be opened: see to its permissions and those of its folder"
	case is(sqlite3.IOERR):
		return "reading or writing the file failed: see to the disk"
	case is(sqlite3.CONSTRAINT_FOREIGNKEY, errDeleted):
		return "the run was deleted while it ran, and is not kept"
	}
	return ""
}
