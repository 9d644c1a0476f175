package statement

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/google/uuid"
)

// A statement's id is random, or follows from the client token it came with: then
// the same submission again has the same id, and what is on disk tells.

// identify returns the id for a submission, or the statement that its client token
// submitted before.
func (q *Queue) identify(ctx context.Context, in Submission) (id string, earlier *Statement, err error) {
	if in.ClientToken == "" {
		return uuid.NewString(), nil, nil
	}
	// A token may be used again when its hours are over, while the statement it
	// submitted is still kept: that one has the id for the use before.
	for use := uint64(0); ; use++ {
		id := tokenID(in, use)
		st, err := q.find(ctx, id)
		switch {
		case errors.Is(err, ErrNotFound):
			return id, nil, nil
		case err != nil:
			return "", nil, err
		case q.Clock.Now().Sub(st.Created) <= TokenRetention:
			return "", &st, nil
		}
	}
}

// tokenID is the id of the statement that a token submits in its n-th use.
func tokenID(in Submission, n uint64) string {
	var data []byte
	for _, part := range []string{in.Account, in.Region, in.Owner, in.ClientToken} {
		data = append(binary.AppendUvarint(data, uint64(len(part))), part...)
	}
	const custom = 8 // the version of UUIDs whose making is their maker's own
	return uuid.NewHash(sha256.New(), uuid.Nil, binary.AppendUvarint(data, n), custom).String()
}

// repeated answers a submission whose client token was used before.
func repeated(in Submission, earlier *Statement) (Statement, error) {
	same := earlier.SQL == in.SQL && slices.Equal(earlier.SQLs, in.SQLs) && earlier.AutoCommit == in.AutoCommit &&
		slices.Equal(earlier.Parameters, in.Parameters) && earlier.CSV == in.CSV && earlier.Event == in.Event
	if in.SessionID != "" {
		same = same && earlier.SessionID == in.SessionID // which says the rest
	} else {
		same = same && earlier.Cluster == in.Cluster && earlier.Workgroup == in.Workgroup && earlier.Database == in.Database && earlier.DbUser == in.DbUser
	}
	if !same {
		return Statement{}, ErrTokenMismatch
	}
	return *earlier, nil
}
