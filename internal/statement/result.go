package statement

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
)

// Bounds of results. Redshift's limit is on the bytes of the values.
const (
	maxInline = 64 << 10  // a result up to this size lies in the statement's record
	pageSize  = 1 << 20   // bytes after which a page is complete
	maxResult = 500 << 20 // bytes of a whole result
)

// resultMagic begins a result file; its last byte is the version of the form.
const resultMagic = "CSR\x01"

// errResultTooLarge ends a statement whose result is over the limit.
var errResultTooLarge = errors.New("ERROR: Database response exceeded size limit")

// A Column describes one column of a result, as the SQL wire does.
type Column struct {
	Name         string
	TypeOID      uint32
	TypeSize     int16
	TypeModifier int32
	TableOID     uint32
}

// A Value is a value of a result as the SQL wire's text form; NULL is nil.
type Value = []byte

// A Result is where a statement's rows are: in Inline, or as pages of the file
// that is named by the statement's id.
type Result struct {
	Columns []Column
	Pages   []Page
	Inline  []byte
}

// A Page is a run of rows. Values are written one after another as their length
// plus one and their bytes; a zero is NULL.
type Page struct {
	Offset   int64 // in the file, or in Inline
	Bytes    int64
	Rows     int64
	Checksum uint32 // CRC-32 (Castagnoli) of the bytes
}

// checksums returns the table of the pages' checksums.
func checksums() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// A writer takes rows and cuts them into pages. It keeps a small result in
// memory and moves a larger one to its file.
type writer struct {
	path   string
	file   *os.File
	result Result
	buffer []byte
	page   Page
	offset int64
	rows   int64
	size   int64
}

func newWriter(dir, id string, columns []Column) *writer {
	return &writer{path: filepath.Join(dir, id), result: Result{Columns: columns}}
}

// row adds one row. The values are copied.
func (w *writer) row(values []Value) error {
	for _, v := range values {
		if v == nil {
			w.buffer = append(w.buffer, 0)
			continue
		}
		w.buffer = binary.AppendUvarint(w.buffer, uint64(len(v))+1)
		w.buffer = append(w.buffer, v...)
		w.size += int64(len(v))
	}
	w.rows++
	w.page.Rows++
	if w.size > maxResult {
		return errResultTooLarge
	}
	if len(w.buffer) >= pageSize {
		return w.flush()
	}
	return nil
}

// flush writes the page that is being filled to the file.
func (w *writer) flush() error {
	if w.file == nil {
		file, err := os.OpenFile(w.path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("result file: %w", err)
		}
		w.file = file
		if _, err := file.WriteString(resultMagic); err != nil {
			return fmt.Errorf("result file: %w", err)
		}
		w.offset = int64(len(resultMagic))
	}
	if _, err := w.file.Write(w.buffer); err != nil {
		return fmt.Errorf("result file: %w", err)
	}
	w.cut()
	return nil
}

// cut ends the page that is being filled.
func (w *writer) cut() {
	w.page.Offset, w.page.Bytes = w.offset, int64(len(w.buffer))
	w.page.Checksum = crc32.Checksum(w.buffer, checksums())
	w.offset += w.page.Bytes
	w.result.Pages = append(w.result.Pages, w.page)
	w.page, w.buffer = Page{}, w.buffer[:0]
}

// finish completes the result; a file is on disk before it returns.
func (w *writer) finish() (Result, error) {
	if w.file == nil && len(w.buffer) <= maxInline {
		w.result.Inline = append([]byte(nil), w.buffer...)
		w.cut()
		return w.result, nil
	}
	if w.page.Rows > 0 {
		if err := w.flush(); err != nil {
			return Result{}, err
		}
	}
	err := errors.Join(w.file.Sync(), w.file.Close())
	w.file = nil
	if err != nil {
		return Result{}, fmt.Errorf("result file: %w", err)
	}
	return w.result, nil
}

// discard gives up a result that will not be finished.
func (w *writer) discard() {
	if w.file != nil {
		_ = w.file.Close()    // nobody will read it
		_ = os.Remove(w.path) // an orphan is removed at the next start
		w.file = nil
	}
}

// errDamaged says that a stored result does not have the checksum it was written with.
var errDamaged = errors.New("stored result is damaged")

// read returns the rows of one page.
func (r *Result) read(dir, id string, n int) ([][]Value, error) {
	p := r.Pages[n]
	data, err := r.load(dir, id, p)
	if err != nil {
		return nil, err
	}
	if crc32.Checksum(data, checksums()) != p.Checksum {
		return nil, fmt.Errorf("statement %s, page %d: %w", id, n, errDamaged)
	}
	rows := make([][]Value, 0, p.Rows)
	for range p.Rows {
		row := make([]Value, len(r.Columns))
		for i := range row {
			size, width := binary.Uvarint(data)
			if width <= 0 || size > uint64(len(data)-width)+1 {
				return nil, fmt.Errorf("statement %s, page %d: %w", id, n, errDamaged)
			}
			data = data[width:]
			if size > 0 {
				row[i] = data[: size-1 : size-1]
				data = data[size-1:]
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (r *Result) load(dir, id string, p Page) ([]byte, error) {
	if r.Inline != nil || p.Bytes == 0 {
		return r.Inline, nil
	}
	file, err := os.Open(filepath.Join(dir, id))
	if err != nil {
		return nil, fmt.Errorf("result file: %w", err)
	}
	defer file.Close()
	data := make([]byte, p.Bytes)
	if _, err := io.ReadFull(io.NewSectionReader(file, p.Offset, p.Bytes), data); err != nil {
		return nil, fmt.Errorf("result file: %w", err)
	}
	return data, nil
}
