package catalog

import (
	"maps"
	"slices"
	"sync"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A maker makes the rows of a relation for who asks.
type maker func(s *Source, columns []Column) engine.SystemRows

// fields are what a relation's columns tell of one thing of its list.
type fields[T any] map[string]func(s *Source, x T) any

// of makes the rows of a relation: one for each thing of a list.
func of[T any](list func(s *Source) []T, f fields[T]) maker {
	return func(s *Source, columns []Column) engine.SystemRows {
		r := &made[T]{source: s, list: list(s), get: make([]func(*Source, T) any, len(columns))}
		for i, column := range columns {
			r.get[i] = f[column.Name]
			if r.get[i] == nil {
				value := column.Always
				r.get[i] = func(*Source, T) any { return value }
			}
		}
		return r
	}
}

// and adds columns to others.
func (f fields[T]) and(more fields[T]) fields[T] {
	all := maps.Clone(f)
	maps.Copy(all, more)
	return all
}

// made are rows of a list.
type made[T any] struct {
	source *Source
	list   []T
	get    []func(*Source, T) any
}

// Len is how many there are.
func (r *made[T]) Len() int { return len(r.list) }

// Column gives the values of one column.
func (r *made[T]) Column(i int) func(row int) any {
	get := r.get[i]
	return func(row int) any { return get(r.source, r.list[row]) }
}

// kept makes the rows of a relation whose columns are the same for who ever asks, but for some: each column is made
// once for each state of the catalogue, so that one table is found quickly among many.
func kept[T any](name string, m maker, but ...string) maker {
	return func(s *Source, columns []Column) engine.SystemRows {
		rows, ok := m(s, columns).(*made[T])
		if !ok {
			return none{}
		}
		return &keptRows[T]{made: rows, columns: columns, but: but, cache: s.Objects.cache(name, len(columns))}
	}
}

type keptRows[T any] struct {
	*made[T]
	columns []Column
	but     []string
	cache   []keptColumn
}

// A keptColumn is one, once it was asked for.
type keptColumn struct {
	once    sync.Once
	numbers []int64
	texts   []string
}

// column is a column as it is kept; nil where that cannot be, because it is the session's or has NULLs.
func (r *keptRows[T]) column(i int) *keptColumn {
	if slices.Contains(r.but, r.columns[i].Name) || r.get[i] == nil {
		return &keptColumn{}
	}
	c := &r.cache[i]
	c.once.Do(func() {
		numbers, texts := make([]int64, len(r.list)), make([]string, len(r.list))
		for row, x := range r.list {
			switch v := r.get[i](r.source, x).(type) {
			case int:
				numbers[row] = int64(v)
			case uint32:
				numbers[row] = int64(v)
			case bool:
				if v {
					numbers[row] = 1
				}
			case string:
				texts[row] = v
			default:
				return
			}
		}
		if r.columns[i].Engine == "VARCHAR" {
			c.texts = texts
		} else if r.columns[i].Engine != "FLOAT" && r.columns[i].Engine != "DOUBLE" {
			c.numbers = numbers
		}
	})
	return c
}

// Numbers are a column of numbers or truths.
func (r *keptRows[T]) Numbers(i int) []int64 { return r.column(i).numbers }

// Texts are a column of texts.
func (r *keptRows[T]) Texts(i int) []string { return r.column(i).texts }

// none are the rows of a relation that can have none.
type none struct{}

func (none) Len() int                     { return 0 }
func (none) Column(int) func(row int) any { return func(int) any { return nil } }

// Relation gives the rows of a relation by its schema and name.
func (s *Source) Relation(name string) engine.SystemRows {
	r := ByName(name)
	if r == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if rows := s.rows[name]; rows != nil {
		return rows
	}
	var rows engine.SystemRows = none{}
	if make := makers()[name]; make != nil {
		rows = make(s, r.Columns)
	}
	if s.rows == nil {
		s.rows = map[string]engine.SystemRows{}
	}
	s.rows[name] = rows
	return rows
}

// makers are the makers of all relations that have rows, by schema and name.
var makers = sync.OnceValue(func() map[string]maker {
	all := map[string]maker{}
	for schema, families := range map[string][]map[string]maker{
		Catalog: {
			classRelations(), attributeRelations(), typeRelations(), routineRelations(), constraintRelations(), namespaceRelations(), userRelations(),
			privilegeRelations(), settingRelations(), dependencyRelations(), objectViews(), tableInfoRelations(), materializedRelations(),
			storageRelations(), sessionRelations(), queryRelations(), historyRelations(), logRelations(), showRelations(), showRoutines(),
		},
		Information: {informationRelations(), informationKeys(), informationPrivileges(), informationRoutines()},
		Functions:   {functionRelations()},
	} {
		for _, family := range families {
			for name, m := range family {
				all[schema+"."+name] = m
			}
		}
	}
	return all
})

// yesNo is a truth as the information schema tells it.
func yesNo(is bool) string {
	if is {
		return "YES"
	}
	return "NO"
}

// orElse is a text, and another for the empty one.
func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// orNull is a value, and NULL for the empty one.
func orNull[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}
