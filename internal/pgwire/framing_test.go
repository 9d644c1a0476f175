package pgwire

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"
)

// However a stream is cut into pieces, its messages begin at the same places.
func FuzzFraming(f *testing.F) {
	f.Add([]byte("Q\x00\x00\x00\x09select"), uint8(3))
	f.Add([]byte("S\x00\x00\x00\x04H\x00\x00\x00\x04X\xff\xff\xff\xff"), uint8(1))
	f.Add([]byte("Q\x00\x00\x00\x00Q\x00\x00\x00\x03"), uint8(7))
	f.Fuzz(func(t *testing.T, stream []byte, piece uint8) {
		var whole, cut framing
		whole.follow(stream)
		for rest := stream; len(rest) > 0; {
			n := min(len(rest), int(piece)%16+1)
			cut.follow(rest[:n])
			rest = rest[n:]
		}
		if whole != cut {
			t.Errorf("%+v, and in pieces %+v", whole, cut)
		}
		// An exact reader gives all there is, and at no time more than one message.
		got, err := io.ReadAll(&exactReader{from: iotest.DataErrReader(bytes.NewReader(stream))})
		if err != nil || !bytes.Equal(got, stream) {
			t.Errorf("%q, %v", got, err)
		}
	})
}
