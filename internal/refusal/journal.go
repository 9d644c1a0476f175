package refusal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
)

// Kept is how many records a journal keeps.
const Kept = 1000

// A Journal keeps the newest records, in memory and in a file of JSON lines. Writing
// the file is left to one goroutine: a flood of refusals waits for no disk, and what
// the goroutine cannot keep up with is in memory only until the file is written anew,
// by Close at the latest. The file is not synced: after a power failure its last lines
// may be missing.
type Journal struct {
	name string
	log  *slog.Logger

	mu      sync.Mutex
	records []Record // oldest first
	number  uint64
	added   chan struct{} // closed when a record is added, and made anew
	closed  bool
	missed  bool // the file lacks a record

	queue chan Record
	done  chan struct{}
}

// OpenJournal reads the file of an earlier journal, if there is one, and goes on in it.
// Lines that cannot be read are dropped. The caller closes the journal.
func OpenJournal(name string, log *slog.Logger) (*Journal, error) {
	j := &Journal{name: name, log: log, added: make(chan struct{}), queue: make(chan Record, 256), done: make(chan struct{})}
	if err := j.read(); err != nil {
		return nil, fmt.Errorf("journal of refusals: %w", err)
	}
	go j.write()
	return j, nil
}

func (j *Journal) read() error {
	data, err := os.ReadFile(j.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for line := range bytes.Lines(data) {
		var r Record
		if json.Unmarshal(line, &r) == nil && r.Version == Version && r.Number > j.number {
			j.records, j.number = append(j.records, r), r.Number
		}
	}
	j.records = j.records[max(0, len(j.records)-Kept):]
	return nil
}

// Add numbers a record and keeps it.
func (j *Journal) Add(r Record) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.number++
	r.Number = j.number
	if len(j.records) == Kept {
		j.records = append(j.records[:0:0], j.records[Kept/10:]...)
	}
	j.records = append(j.records, r)
	close(j.added)
	j.added = make(chan struct{})
	if j.closed {
		return
	}
	select {
	case j.queue <- r:
	default: // the disk is slower than the refusals come
		j.missed = true
	}
}

// Since returns the records with a number above after, oldest first, and a channel
// that is closed when there is another or none will come: open tells which.
func (j *Journal) Since(after uint64) (records []Record, more <-chan struct{}, open bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	i := len(j.records)
	for i > 0 && j.records[i-1].Number > after {
		i--
	}
	return append([]Record(nil), j.records[i:]...), j.added, !j.closed
}

// Close writes what waits to be written.
func (j *Journal) Close() error {
	j.mu.Lock()
	if j.closed {
		j.mu.Unlock()
		return nil
	}
	j.closed = true
	close(j.added)
	j.added = make(chan struct{})
	close(j.queue)
	j.mu.Unlock()
	<-j.done
	return nil
}

// write is the goroutine that owns the file.
func (j *Journal) write() {
	defer close(j.done)
	lines := 2 * Kept // the first record begins the file anew
	last := uint64(0) // that is in the file
	for r := range j.queue {
		if r.Number <= last {
			continue // rewrite has found it in memory
		}
		var err error
		if lines >= 2*Kept {
			lines, last, err = j.rewrite()
		} else {
			lines, last = lines+1, r.Number
			err = j.appendRecord(r)
		}
		j.warn(err)
	}
	if j.lacking() {
		_, _, err := j.rewrite()
		j.warn(err)
	}
}

func (j *Journal) warn(err error) {
	if err != nil {
		j.log.LogAttrs(context.Background(), slog.LevelWarn, "journal of refusals", slog.String("error", err.Error()))
	}
}

// lacking tells whether the file lacks a record that is in memory.
func (j *Journal) lacking() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.missed
}

// rewrite writes all records that are kept to a new file, which takes the old one's
// place. It returns how many they are, and the number of the last.
func (j *Journal) rewrite() (lines int, last uint64, err error) {
	j.mu.Lock()
	records := append([]Record(nil), j.records...)
	j.missed = false
	j.mu.Unlock()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	for _, r := range records {
		if err := encoder.Encode(r); err != nil {
			return 0, 0, err
		}
		last = r.Number
	}
	next := j.name + ".new"
	if err := os.WriteFile(next, text.Bytes(), 0o600); err != nil {
		return 0, 0, err
	}
	return len(records), last, os.Rename(next, j.name)
}

func (j *Journal) appendRecord(r Record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(j.name, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(append(line, '\n'))
	return errors.Join(err, file.Close())
}
