package statement

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
)

// Tokens lead to the next page of a result or a list. They are sealed, and bound to
// what they continue: they tell nothing, cannot be made up, and lead nowhere else.

// ErrToken says that a NextToken was not made by this server for this purpose and this caller.
var ErrToken = errors.New("invalid NextToken")

// SealText makes a token of a text for one purpose, and OpenText reads it back.
func (q *Queue) SealText(purpose, text string) string {
	return base64.StdEncoding.EncodeToString(q.tokens.SealToken([]byte(text), purpose))
}

// OpenText returns ErrToken for what SealText did not make for this purpose.
func (q *Queue) OpenText(purpose, token string) (string, error) {
	data, err := base64.StdEncoding.Strict().DecodeString(token)
	if err != nil {
		return "", ErrToken
	}
	text, err := q.tokens.OpenToken(data, purpose)
	if err != nil {
		return "", ErrToken
	}
	return string(text), nil
}

// A purpose is what a token is for: its kind, and all that it is bound to.
func purpose(kind string, bound ...string) string { return fmt.Sprintf("%s %q", kind, bound) }

// sealPage makes the token of a page of a result.
func (q *Queue) sealPage(st *Statement, page int) string {
	return q.SealText(purpose("result", st.ID, st.Owner), strconv.Itoa(page))
}

// openPage returns the page that a token leads to.
func (q *Queue) openPage(st *Statement, token string) (page int, err error) {
	text, err := q.OpenText(purpose("result", st.ID, st.Owner), token)
	if err != nil {
		return 0, err
	}
	page, err = strconv.Atoi(text)
	if err != nil || page < 0 || page >= len(st.Result.Pages) {
		return 0, ErrToken
	}
	return page, nil
}

// A position is where in a list, the newest first, a page ended.
type position struct {
	created int64 // microseconds
	id      string
}

// sealPosition makes the token of the page after a position.
func (q *Queue) sealPosition(purpose string, p position) string {
	return q.SealText(purpose, string(binary.AppendVarint(nil, p.created))+p.id)
}

func (q *Queue) openPosition(purpose, token string) (position, error) {
	text, err := q.OpenText(purpose, token)
	if err != nil {
		return position{}, err
	}
	created, width := binary.Varint([]byte(text))
	if width <= 0 {
		return position{}, ErrToken
	}
	return position{created, text[width:]}, nil
}
