package store

import (
	"encoding/json"
	"errors"

	"monro/stdlib/running"
)

// Delete removes the runs that where chooses, as in [Store.Runs], with what they
// have logged and kept, and returns how many. Runs that they have superseded go
// with them, uncounted. Delete("id = 12") removes one; there must be a condition,
// and Delete("true") removes all.
func (s *Store) Delete(where ...any) (int, error) {
	if len(where) == 0 || where[0] == "" {
		return 0, errors.New(`store.Delete: no condition: want one such as "id = 12", or "true" for all runs`)
	}
	var ids []int
	err := s.reading(running.Context(), func(v snapshot) (err error) {
		ids, err = s.pick(v, "Delete", where)
		return err
	})
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return 0, err
	}
	err = s.write.do(func(t *writing) error {
		_, err := t.exec(`DELETE FROM runs WHERE id IN (
			SELECT old.id FROM runs old JOIN runs r ON old.identity = r.identity AND old.id <= r.id
			WHERE r.id IN (SELECT value FROM json_each(?)))`, string(list))
		if err != nil {
			return err
		}
		return t.dropTexts()
	})
	if err != nil {
		return 0, err
	}
	return len(ids), nil
}

// dropTexts removes texts that no run has any more.
func (t *writing) dropTexts() error {
	_, err := t.exec(`DELETE FROM texts WHERE NOT EXISTS (SELECT 1 FROM runs WHERE setup = texts.id) AND NOT EXISTS (SELECT 1 FROM runs WHERE source = texts.id)`)
	return err
}

// Compact removes runs that a later one has superseded and gives the space of all
// that was removed back to the disk. For a while it needs as much again.
func (s *Store) Compact() error {
	err := s.write.do(func(t *writing) error {
		if _, err := t.exec(`DELETE FROM runs WHERE id IN (SELECT r.id FROM runs r WHERE NOT ` + current + `)`); err != nil {
			return err
		}
		return t.dropTexts()
	})
	if err != nil {
		return err
	}
	if err := s.write.outside("VACUUM"); err != nil {
		return err
	}
	return s.write.outside("PRAGMA wal_checkpoint(truncate)")
}
