// Package store keeps runs of studies in a database file, so that a study run
// again makes only the runs that are missing, and results can be found, compared
// and drawn again later.
//
//	s, err := store.Open("runs.db")
//	st.Keep(s)                                      // st is an experiment.Study
//	runs, err := s.Runs("arm = 'Adam' and lr < 0.1") // a table that shows itself
//	run, err := s.Run(12)                           // one run with its curves and code
//	res, err := s.Result("study = 'a9a'")           // as if the study had just run
//
// The file is an SQLite database in WAL mode: several notebooks may use one at the
// same time, on a disk of their machine, and a process that is killed leaves a
// sound file in which its unfinished runs are marked as running. What a run is
// belongs in experiment; this package holds how runs are kept and found again.
package store

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/ncruces/go-sqlite3/driver"

	"monro/stdlib/experiment"
)

// A Store is an open database of runs. It is an [experiment.Keeper]. Its methods
// may be called from several goroutines at once.
type Store struct {
	path  string
	wait  time.Duration
	write *writer
	read  *sql.DB // cannot write, whatever it is asked
}

var _ experiment.Keeper = (*Store)(nil)

// An Option changes how Open opens a store.
type Option func(*Store)

// Wait says how long to wait for another process that is writing to the store.
// The default is 5 seconds.
func Wait(d time.Duration) Option { return func(s *Store) { s.wait = max(d, 0) } }

// Open opens the store in the file at path, which is made where there is none. Its
// folder must be there. The error says what to do where the file is no store, is
// damaged or locked, or was written by a newer Monro.
func Open(path string, options ...Option) (*Store, error) {
	if path == "" {
		return nil, errors.New("store.Open: the path is empty: want the name of a file such as runs.db")
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("store.Open: %w", err)
	}
	if err := place(full); err != nil {
		return nil, fmt.Errorf("store.Open: %w", err)
	}
	s := &Store{path: full, wait: 5 * time.Second}
	for _, o := range options {
		o(s)
	}
	db, err := s.connect("rwc", "synchronous(normal)", "foreign_keys(on)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	s.write = newWriter(s, db)
	if s.read, err = s.connect("ro"); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	s.read.SetMaxOpenConns(4)
	if err := s.prepare(); err != nil {
		s.Close()
		return nil, s.explain(err)
	}
	return s, nil
}

// Path is the store's file.
func (s *Store) Path() string { return s.path }

// String names the store's file.
func (s *Store) String() string { return "store " + s.path }

// Close closes the store. Runs that are on their way can no longer be kept.
func (s *Store) Close() error {
	return errors.Join(s.read.Close(), s.write.close())
}

// place says what is wrong with a path before SQLite, which says less, sees it.
func place(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s is a folder: want a file in it, such as %s", path, filepath.Join(path, "runs.db"))
	case err == nil || !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return fmt.Errorf("%s: there is no folder %s: make it first (%w)", path, filepath.Dir(path), err)
	}
	return nil
}

// connect prepares connections to the file; the first use opens one.
func (s *Store) connect(mode string, pragmas ...string) (*sql.DB, error) {
	query := url.Values{"mode": {mode}}
	query.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", s.wait.Milliseconds()))
	for _, p := range pragmas {
		query.Add("_pragma", p)
	}
	path := filepath.ToSlash(s.path)
	if path[0] != '/' { // a drive letter
		path = "/" + path
	}
	file := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: query.Encode()}
	return driver.Open(file.String())
}
