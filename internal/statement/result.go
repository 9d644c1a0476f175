package statement

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
)

// Bounds of results, in encoded bytes.
const (
	maxInline = 64 << 10  // a result up to this size lies in the statement's record
	pageSize  = 1 << 20   // a row that goes over it begins the next page
	maxResult = 500 << 20 // of a whole result: Redshift's limit
)

// resultVersion is the version of the form of results. Results of another are not read.
const resultVersion = 2

// resultMagic begins a result file.
const resultMagic = "CSR\x02"

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
	Version int
	Columns []Column
	Pages   []Page
	Inline  []byte
}

// A Page is a run of rows, encoded as their caller gets them: see encoder.
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
	path    string
	encoder encoder
	file    *os.File
	result  Result
	buffer  []byte // the page that is being filled
	page    Page
	offset  int64
	rows    int64
	size    int64 // of the pages that are complete
}

func newWriter(dir, id string, columns []Column, asCSV bool) *writer {
	return &writer{
		path: filepath.Join(dir, id), encoder: newEncoder(columns, asCSV),
		result: Result{Version: resultVersion, Columns: columns},
	}
}

// row adds one row. The values are copied.
func (w *writer) row(values []Value) error {
	before := len(w.buffer)
	buffer, err := w.encoder.row(w.buffer, values, before == 0)
	if err != nil {
		return err
	}
	w.buffer = buffer
	if len(w.buffer) > pageSize && before > 0 {
		w.buffer = w.buffer[:before]
		if err := w.flush(); err != nil {
			return err
		}
		return w.row(values)
	}
	w.rows++
	w.page.Rows++
	if w.size+int64(len(w.buffer)) > maxResult {
		return errResultTooLarge
	}
	return nil
}

// flush writes the page that is being filled to the file.
func (w *writer) flush() error {
	if w.file == nil {
		file, err := os.OpenFile(w.path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return notKept(err)
		}
		w.file = file
		if _, err := file.WriteString(resultMagic); err != nil {
			return notKept(err)
		}
		w.offset = int64(len(resultMagic))
	}
	w.buffer = w.encoder.end(w.buffer)
	if _, err := w.file.Write(w.buffer); err != nil {
		return notKept(err)
	}
	w.cut()
	return nil
}

// notKept is why a statement fails whose result cannot be written. Where it lies is
// nothing that a caller should know.
func notKept(err error) error {
	var at *os.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return fmt.Errorf("ERROR: The result could not be stored: %w", err)
}

// cut ends the page that is being filled.
func (w *writer) cut() {
	w.page.Offset, w.page.Bytes = w.offset, int64(len(w.buffer))
	w.page.Checksum = crc32.Checksum(w.buffer, checksums())
	w.offset += w.page.Bytes
	w.size += w.page.Bytes
	w.result.Pages = append(w.result.Pages, w.page)
	w.page, w.buffer = Page{}, w.buffer[:0]
}

// finish completes the result; a file is on disk before it returns.
func (w *writer) finish() (Result, error) {
	if w.file == nil && len(w.buffer) <= maxInline {
		w.buffer = w.encoder.end(w.buffer)
		w.result.Inline = append([]byte(nil), w.buffer...)
		w.cut()
		if w.rows == 0 {
			w.size = 0 // brackets around nothing are no result
		}
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
		_ = os.Remove(w.path) // of no use
		return Result{}, notKept(err)
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

// Results that cannot be read.
var (
	errDamaged = errors.New("stored result is damaged")
	errVersion = errors.New("stored result is of another version")
)

// read returns one page as it was encoded.
func (r *Result) read(dir, id string, n int) ([]byte, error) {
	if r.Version != resultVersion {
		return nil, fmt.Errorf("statement %s: %w", id, errVersion)
	}
	p := r.Pages[n]
	data, err := r.load(dir, id, p)
	if err != nil {
		return nil, err
	}
	if crc32.Checksum(data, checksums()) != p.Checksum {
		return nil, fmt.Errorf("statement %s, page %d: %w", id, n, errDamaged)
	}
	return data, nil
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
