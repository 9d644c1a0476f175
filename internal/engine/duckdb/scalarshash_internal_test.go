package duckdb

import (
	"encoding/binary"
	"testing"
)

// The values are those of MurmurHash3's authors and of Apache Iceberg's specification, appendix B.
func TestMurmur3(t *testing.T) {
	for text, want := range map[string]uint32{"": 0, "iceberg": 1210000089} {
		if got := murmur3([]byte(text), 0); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
	if got := murmur3(binary.LittleEndian.AppendUint64(nil, 34), 0); got != 2017239379 {
		t.Errorf("34: %d", got)
	}
	if got := murmur3(nil, 1); got != 0x514e28b7 {
		t.Errorf("seed 1: %x", got)
	}
}
