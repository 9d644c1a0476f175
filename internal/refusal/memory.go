package refusal

import (
	"hash/maphash"
	"sync"
	"time"
)

// A memory remembers a bounded number of texts by their hash: the newest of them, and
// for some time those before. The zero value is ready.
type memory struct {
	mu         sync.Mutex
	seed       maphash.Seed
	young, old map[uint64]remembrance
}

type remembrance struct {
	told Told
	when time.Time
}

func (m *memory) put(text string, told Told, when time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.young == nil {
		m.seed, m.young = maphash.MakeSeed(), make(map[uint64]remembrance)
	}
	if len(m.young) >= remembered/2 {
		m.old, m.young = m.young, make(map[uint64]remembrance)
	}
	m.young[maphash.String(m.seed, text)] = remembrance{told, when}
}

// get returns the zero time for a text that is not remembered.
func (m *memory) get(text string) (Told, time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.young == nil {
		return Told{}, time.Time{}
	}
	hash := maphash.String(m.seed, text)
	r, ok := m.young[hash]
	if !ok {
		r = m.old[hash]
	}
	return r.told, r.when
}
