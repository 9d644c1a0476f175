package statement

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/countersign-dev/countersign/internal/wire/awsjson"
)

// Rows are encoded once, when they come from the database, in the form in which their
// caller will get them: a page is sent as it lies on disk.

// An encoder writes rows one after another as a page.
type encoder interface {
	// row appends a row. first tells whether it begins the page.
	row(page []byte, values []Value, first bool) ([]byte, error)
	// end completes a page, which may be empty.
	end(page []byte) []byte
}

func newEncoder(columns []Column, asCSV bool) encoder {
	if asCSV {
		return newCSVEncoder(columns)
	}
	return jsonEncoder(columns)
}

// A jsonEncoder writes a list of records, each a list of fields.
type jsonEncoder []Column

func (e jsonEncoder) row(page []byte, values []Value, first bool) ([]byte, error) {
	if first {
		page = append(page, '[')
	} else {
		page = append(page, ',')
	}
	page = append(page, '[')
	for i, value := range values {
		if i > 0 {
			page = append(page, ',')
		}
		var err error
		if page, err = appendField(page, e[i].TypeOID, value); err != nil {
			return page, fmt.Errorf("column %q: %w", e[i].Name, err)
		}
	}
	return append(page, ']'), nil
}

func (jsonEncoder) end(page []byte) []byte {
	if len(page) == 0 {
		page = append(page, '[')
	}
	return append(page, ']')
}

// appendField appends a value as the Data API answers it: whole numbers, floats and
// booleans as such, everything else, NUMERIC included, as a string.
func appendField(page []byte, oid uint32, value Value) ([]byte, error) {
	if value == nil {
		return append(page, `{"isNull":true}`...), nil
	}
	switch oid {
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		n, err := strconv.ParseInt(string(value), 10, 64)
		return append(strconv.AppendInt(append(page, `{"longValue":`...), n, 10), '}'), err
	case pgtype.Float4OID, pgtype.Float8OID:
		f, err := strconv.ParseFloat(string(value), 64)
		return append(awsjson.AppendDouble(append(page, `{"doubleValue":`...), f), '}'), err
	case pgtype.BoolOID:
		return append(strconv.AppendBool(append(page, `{"booleanValue":`...), isTrue(value)), '}'), nil
	}
	return append(awsjson.AppendString(append(page, `{"stringValue":`...), value), '}'), nil
}

// isTrue reads a boolean of the SQL wire.
func isTrue(value Value) bool { return len(value) == 1 && value[0] == 't' }

// A csvEncoder writes lines that end in CR LF. NULL is nothing between two commas, and
// so is an empty string.
type csvEncoder struct {
	columns []Column
	record  []string
	line    bytes.Buffer
	writer  *csv.Writer
}

func newCSVEncoder(columns []Column) *csvEncoder {
	e := &csvEncoder{columns: columns, record: make([]string, len(columns))}
	e.writer = csv.NewWriter(&e.line)
	return e
}

func (e *csvEncoder) row(page []byte, values []Value, _ bool) ([]byte, error) {
	for i, value := range values {
		e.record[i] = string(value)
		if e.columns[i].TypeOID == pgtype.BoolOID && value != nil {
			e.record[i] = strconv.FormatBool(isTrue(value))
		}
	}
	e.line.Reset()
	if err := e.writer.Write(e.record); err != nil {
		return page, err
	}
	e.writer.Flush()
	line := e.line.Bytes() // ends in LF: the writer's own CR LF would change line ends within values, too
	return append(append(page, line[:len(line)-1]...), "\r\n"...), e.writer.Error()
}

func (*csvEncoder) end(page []byte) []byte { return page }
