package pgwire

import (
	"encoding/binary"
	"io"
)

// headSize is a message's type and its length.
const headSize = 5

// framing follows where messages begin and end in a stream that has got past
// start-up. The zero value is at the beginning.
type framing struct {
	head [headSize]byte
	have int // bytes of head that are there
	rest int // bytes of the body that are still to come
}

// follow goes on over b.
func (f *framing) follow(b []byte) {
	for len(b) > 0 {
		if f.have < headSize {
			n := copy(f.head[f.have:], b)
			f.have += n
			b = b[n:]
			if f.have < headSize {
				return
			}
			f.rest = max(int(binary.BigEndian.Uint32(f.head[1:]))-4, 0)
		}
		n := min(f.rest, len(b))
		f.rest -= n
		b = b[n:]
		if f.rest == 0 {
			f.have = 0
		}
	}
}

// missing is how many bytes of the message, or of its head, are still to come.
func (f *framing) missing() int {
	if f.have < headSize {
		return headSize - f.have
	}
	return f.rest
}

// between reports whether no message is under way.
func (f *framing) between() bool { return f.have == 0 }

// last is the type of the last message, 0 before the first.
func (f *framing) last() byte { return f.head[0] }

// An exactReader reads messages and never a byte further than was asked for, so
// that somebody else can read on.
type exactReader struct {
	from    io.Reader
	framing framing
}

// Read reads the rest of a message's head, or of its body, at most.
func (r *exactReader) Read(p []byte) (int, error) {
	n, err := r.from.Read(p[:min(len(p), r.framing.missing())])
	r.framing.follow(p[:n])
	return n, err
}
