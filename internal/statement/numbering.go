package statement

import (
	"context"
	"sync"

	"github.com/countersign-dev/countersign/internal/store"
)

// numbersAtOnce is how many query ids are set aside at a time. Those that are left when
// the server stops are never given.
const numbersAtOnce = 10_000

const numberingVersion = 1

// A numbering gives query ids: they grow, and none is given twice.
type numbering struct {
	kept *store.Table[setAside]

	mu    sync.Mutex
	next  int64
	until int64 // ids below it are set aside on disk
}

// setAside is the record of the ids that may have been given.
type setAside struct{ Until int64 }

// theNumbering is the only record.
var theNumbering = store.Key{Name: "query-id"}

func openNumbering(ctx context.Context, db *store.DB) (*numbering, error) {
	kept, err := store.OpenTable[setAside](ctx, db, "numbering", numberingVersion)
	if err != nil {
		return nil, err
	}
	n := &numbering{kept: kept, next: 1, until: 1}
	if last, ok := kept.Get(theNumbering); ok {
		n.next, n.until = last.Until, last.Until
	}
	return n, nil
}

// take gives count ids that follow each other, and returns the first.
func (n *numbering) take(ctx context.Context, count int) (int64, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next+int64(count) > n.until {
		until := n.next + numbersAtOnce
		if err := n.write(ctx, setAside{until}); err != nil {
			return 0, err
		}
		n.until = until
	}
	first := n.next
	n.next += int64(count)
	return first, nil
}

func (n *numbering) write(ctx context.Context, record setAside) error {
	if _, ok := n.kept.Get(theNumbering); !ok {
		return n.kept.Insert(ctx, theNumbering, record)
	}
	_, err := n.kept.Update(ctx, theNumbering, func(setAside) (setAside, error) { return record, nil })
	return err
}
