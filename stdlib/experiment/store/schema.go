package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// mark is SQLite's application_id of a store: "Mnro".
const mark = 0x4d6e726f

// migrations lead from each version of the schema to the next; a new file is at
// version 0. Released ones are never changed: add another.
//
// The values of parameters and the last values of metrics have rows of their own,
// as they are searched; series are not, and are packed (see encode). A NaN is
// NULL, as SQLite has none. seed is the number's 64 bits, negative from 2^63 on.
// Times are UTC.
var migrations = []string{`
CREATE TABLE texts (
  id   INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
);
CREATE TABLE runs (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  identity BLOB NOT NULL,    -- SHA-256 of the text of the identity
  study    TEXT NOT NULL,
  setup    INTEGER NOT NULL REFERENCES texts,
  arm      TEXT NOT NULL,
  seed     INTEGER NOT NULL,
  status   TEXT NOT NULL,    -- running (or cut off), done, failed, interrupted
  error    TEXT NOT NULL DEFAULT '',
  started  TEXT NOT NULL,
  seconds  REAL,
  revision TEXT NOT NULL,    -- git commit
  source   INTEGER NOT NULL REFERENCES texts,
  folder   TEXT NOT NULL,
  go       TEXT NOT NULL,
  platform TEXT NOT NULL,
  procs    INTEGER NOT NULL  -- GOMAXPROCS
);
CREATE INDEX runs_identity ON runs (identity, id);
CREATE INDEX runs_setup ON runs (setup);
CREATE INDEX runs_source ON runs (source);
CREATE TABLE params (
  run   INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  name  TEXT NOT NULL,
  kind  TEXT NOT NULL,       -- float, int, string, bool
  value,
  PRIMARY KEY (run, name)
) WITHOUT ROWID;
CREATE INDEX params_name ON params (name);
CREATE TABLE metrics (
  run      INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  name     TEXT NOT NULL,
  position INTEGER NOT NULL, -- among the run's metrics
  count    INTEGER NOT NULL,
  last     REAL,
  least    REAL,
  most     REAL,
  PRIMARY KEY (run, name)
) WITHOUT ROWID;
CREATE INDEX metrics_name ON metrics (name);
CREATE TABLE series (
  run  INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  part INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (run, part)
);
CREATE TABLE artefacts (
  run  INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (run, name)
);
`}

// A versionError is about a file that a newer Monro has written.
type versionError struct{ version int }

func (e versionError) Error() string {
	return fmt.Sprintf("its schema is version %d and this Monro knows %d: update Monro, or use another file", e.version, len(migrations))
}

var errForeign = errors.New("it is a database of another program: use another file")

// prepare brings the file to the present version of the schema.
func (s *Store) prepare() error {
	version, err := version(s.write.query)
	if err != nil || version == len(migrations) {
		return err
	}
	if err := s.wal(); err != nil {
		return err
	}
	return s.write.do(migrate)
}

// version is the schema's in the file: 0 where the file is empty.
func version(query func(query string, into ...any) error) (version int, err error) {
	var id, tables int
	err = query(`SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`, &id, &version, &tables)
	switch {
	case err != nil:
		return 0, err
	case id == 0 && version == 0 && tables == 0:
		return 0, nil
	case id != mark:
		return 0, errForeign
	case version > len(migrations):
		return 0, versionError{version}
	}
	return version, nil
}

// wal switches the file to write-ahead logging, where readers and a writer do not
// wait for each other. It stays so. SQLite does not itself wait for another
// process that is about to do the same.
func (s *Store) wal() error {
	var mode string
	for deadline := time.Now().Add(s.wait); ; time.Sleep(5 * time.Millisecond) {
		err := s.write.query("PRAGMA journal_mode = wal", &mode)
		if err == nil && mode != "wal" {
			return fmt.Errorf("the file system does not allow SQLite's WAL mode (it is in %q mode): use a local disk", mode)
		}
		if err == nil || !errors.Is(err, sqlite3.BUSY) || time.Now().After(deadline) {
			return err
		}
	}
}

func migrate(t *writing) error {
	version, err := version(t.query) // another process may have been faster
	if err != nil {
		return err
	}
	script := ""
	for ; version < len(migrations); version++ {
		script += migrations[version]
	}
	return t.script(fmt.Sprintf("%s; PRAGMA application_id = %d; PRAGMA user_version = %d", script, mark, version))
}
