package store

import (
	"context"
	"database/sql"
	"fmt"
)

// A snapshot is the store at one moment, for reading. Its queries end when the
// context does.
type snapshot struct {
	ctx context.Context
	tx  *sql.Tx
}

// reading runs f on a snapshot. It does not wait for writers, nor they for it.
func (s *Store) reading(ctx context.Context, f func(snapshot) error) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err == nil {
		err = f(snapshot{ctx, tx})
		tx.Rollback() // nothing was written
	}
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("store %s: %w", s.path, context.Cause(ctx))
	}
	return s.explain(err)
}

func (v snapshot) query(query string, args ...any) (*sql.Rows, error) {
	return v.tx.QueryContext(v.ctx, query, args...)
}

func (v snapshot) row(query string, args ...any) *sql.Row {
	return v.tx.QueryRowContext(v.ctx, query, args...)
}

// each calls f for each row.
func (v snapshot) each(query, arg string, f func(scanner) error) error {
	rows, err := v.query(query, arg)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

type scanner func(into ...any) error

// all is the values of a query with one column.
func all[T any](v snapshot, query string, args ...any) ([]T, error) {
	rows, err := v.query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var values []T
	for rows.Next() {
		var x T
		if err := rows.Scan(&x); err != nil {
			return nil, err
		}
		values = append(values, x)
	}
	return values, rows.Err()
}
