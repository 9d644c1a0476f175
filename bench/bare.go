package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// A bare is this program again, as a server that does nothing but answer.
type bare struct {
	cmd     *exec.Cmd
	address string
}

func (b *bare) stop() { _ = b.cmd.Process.Kill(); _ = b.cmd.Wait() }

func startBare(file, as string) (*bare, error) {
	b := &bare{cmd: exec.Command(os.Args[0], "-bare", file, "-as", as)}
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := b.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.stop()
		return nil, err
	}
	_, b.address, _ = strings.Cut(strings.TrimSpace(line), " at ")
	return b, nil
}

// serveBare answers every request, after reading its body: with the same bytes, or with
// the records of a page that are encoded anew each time.
func serveBare(file, as string) error {
	stored, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	answer := func() []byte { return stored }
	if as != "bytes" {
		if answer, err = encodeEach(stored, as); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("bare at http://%s\n", listener.Addr())
	return http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		body := answer()
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	}))
}

// A field is a field of the Data API's records, as SDKs declare it.
type field struct {
	IsNull       *bool    `json:"isNull,omitempty"`
	BooleanValue *bool    `json:"booleanValue,omitempty"`
	LongValue    *int64   `json:"longValue,omitempty"`
	DoubleValue  *float64 `json:"doubleValue,omitempty"`
	StringValue  *string  `json:"stringValue,omitempty"`
}

type resultPage struct {
	Records        [][]field
	ColumnMetadata json.RawMessage
	TotalNumRows   int64
	NextToken      string
}

// encodeEach returns what encodes a page's records, from values in memory: with
// encoding/json, or by hand.
func encodeEach(stored []byte, as string) (func() []byte, error) {
	var page resultPage
	if err := json.Unmarshal(stored, &page); err != nil {
		return nil, err
	}
	if as == "json" {
		return func() []byte {
			body, _ := json.Marshal(&page)
			return body
		}, nil
	}
	return func() []byte { return appendPage(make([]byte, 0, len(stored)), &page) }, nil
}

func appendPage(b []byte, page *resultPage) []byte {
	b = append(b, `{"Records":[`...)
	for i, row := range page.Records {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		for j := range row {
			if j > 0 {
				b = append(b, ',')
			}
			b = appendBareField(b, &row[j])
		}
		b = append(b, ']')
	}
	b = append(append(b, `],"ColumnMetadata":`...), page.ColumnMetadata...)
	b = strconv.AppendInt(append(b, `,"TotalNumRows":`...), page.TotalNumRows, 10)
	return append(append(append(b, `,"NextToken":"`...), page.NextToken...), `"}`...)
}

func appendBareField(b []byte, f *field) []byte {
	switch {
	case f.LongValue != nil:
		return append(strconv.AppendInt(append(b, `{"longValue":`...), *f.LongValue, 10), '}')
	case f.DoubleValue != nil:
		return append(strconv.AppendFloat(append(b, `{"doubleValue":`...), *f.DoubleValue, 'g', -1, 64), '}')
	case f.BooleanValue != nil:
		return append(strconv.AppendBool(append(b, `{"booleanValue":`...), *f.BooleanValue), '}')
	case f.StringValue != nil:
		b = append(b, `{"stringValue":"`...)
		for _, c := range []byte(*f.StringValue) { // texts of the benchmark need no other escapes
			if c == '"' || c == '\\' {
				b = append(b, '\\')
			}
			b = append(b, c)
		}
		return append(b, `"}`...)
	}
	return append(b, `{"isNull":true}`...)
}
