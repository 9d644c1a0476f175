package secrets

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/caller"
)

// The list of secrets: ListSecrets, its filters, its orders and its pages.

// maxListed is the most secrets of a page, and how many there are where nobody says.
const maxListed = 100

// ListSecrets lists secrets, the newest first unless SortBy and SortOrder say,
// MaxResults at a time.
//
// A secret must fit every filter, and one of a filter's values; a value that begins
// with an exclamation mark fits what does not fit the rest of it. Secrets that wait
// for their deletion are listed with IncludePlannedDeletion.
// Left out: filters on tags, Regions and owners, which are refused.
func (s *Service) ListSecrets(ctx context.Context, in *secretsapi.ListSecretsRequest) (*secretsapi.ListSecretsResponse, error) {
	filters, err := filtersOf(in.Filters)
	if err != nil {
		return nil, err
	}
	order := orderOf(in)
	after, err := order.open(in.NextToken)
	if err != nil {
		return nil, err
	}
	scope := caller.From(ctx)
	list := slices.DeleteFunc(s.secrets.List(scope.Account, scope.Region), func(sec secret) bool {
		return s.due(sec) || sec.deleted() && !deref(in.IncludePlannedDeletion) || !filters.fit(sec) ||
			after != nil && order.compare(order.place(sec), *after) <= 0
	})
	slices.SortFunc(list, func(a, b secret) int { return order.compare(order.place(a), order.place(b)) })
	out := &secretsapi.ListSecretsResponse{SecretList: []secretsapi.SecretListEntry{}}
	most := int(cmp.Or(deref(in.MaxResults), maxListed))
	if len(list) > most {
		list = list[:most]
		if out.NextToken, err = order.token(list[most-1]); err != nil {
			return nil, err
		}
	}
	for _, sec := range list {
		out.SecretList = append(out.SecretList, listed(sec))
	}
	return out, nil
}

// An order is how a list is sorted.
type order struct {
	By         string `json:"by"`
	Descending bool   `json:"descending"`
}

// A place is where in a list a secret stands: by time, then by name.
type place struct {
	Time int64  `json:"time"` // microseconds; 0 in the order of names
	Name string `json:"name"`
}

// A pageToken is what NextToken holds, as JSON in Base64. It is good for lists of the
// same order, and neither repeats nor skips what stayed when a list changes.
type pageToken struct {
	Version int   `json:"v"`
	Order   order `json:"order"`
	Last    place `json:"last"`
}

const pageTokenVersion = 1

func orderOf(in *secretsapi.ListSecretsRequest) order {
	by := cmp.Or(deref(in.SortBy), secretsapi.SortByTypeCreatedDate)
	return order{By: by, Descending: deref(in.SortOrder) != secretsapi.SortOrderTypeAsc}
}

func (o order) place(sec secret) place {
	p := place{Name: sec.Name}
	switch o.By {
	case secretsapi.SortByTypeCreatedDate:
		p.Time = sec.Created.UnixMicro()
	case secretsapi.SortByTypeLastChangedDate:
		p.Time = sec.Changed.UnixMicro()
	case secretsapi.SortByTypeLastAccessedDate:
		p.Time = sec.Accessed.UnixMicro()
	}
	return p
}

func (o order) compare(a, b place) int {
	c := cmp.Or(cmp.Compare(a.Time, b.Time), strings.Compare(a.Name, b.Name))
	if o.Descending {
		return -c
	}
	return c
}

func (o order) token(last secret) (*string, error) {
	text, err := json.Marshal(pageToken{Version: pageTokenVersion, Order: o, Last: o.place(last)})
	return new(base64.RawURLEncoding.EncodeToString(text)), err
}

// open reads a token; without one it is nil.
func (o order) open(token *string) (*place, error) {
	if token == nil {
		return nil, nil
	}
	var t pageToken
	text, err := base64.RawURLEncoding.DecodeString(*token)
	if err == nil {
		err = json.Unmarshal(text, &t)
	}
	if err != nil || t.Version != pageTokenVersion || t.Order != o {
		return nil, secretsapi.InvalidNextTokenException.With("The NextToken is not valid for this request.")
	}
	return &t.Last, nil
}

type filters []secretsapi.Filter

func filtersOf(in []secretsapi.Filter) (filters, error) {
	for _, f := range in {
		switch {
		case f.Key == nil || len(f.Values) == 0:
			return nil, secretsapi.InvalidParameterException.With("A filter must have a Key and Values.")
		case !slices.Contains([]string{secretsapi.FilterNameStringTypeName, secretsapi.FilterNameStringTypeDescription, secretsapi.FilterNameStringTypeAll}, *f.Key):
			return nil, notBuilt("the filter " + *f.Key)
		}
	}
	return in, nil
}

// fit tells whether a secret fits every filter.
func (list filters) fit(sec secret) bool {
	for _, f := range list {
		if !slices.ContainsFunc(f.Values, func(value string) bool {
			wanted, not := strings.CutPrefix(value, "!")
			return fits(sec, *f.Key, wanted) != not
		}) {
			return false
		}
	}
	return true
}

// fits tells whether a secret fits one value: names by how they begin, descriptions
// the same without regard to case, and all by the beginnings of words in either.
func fits(sec secret, key, wanted string) bool {
	switch key {
	case secretsapi.FilterNameStringTypeName:
		return strings.HasPrefix(sec.Name, wanted)
	case secretsapi.FilterNameStringTypeDescription:
		return strings.HasPrefix(strings.ToLower(sec.Description), strings.ToLower(wanted))
	}
	there := words(sec.Name + " " + sec.Description)
	for _, word := range words(wanted) {
		if !slices.ContainsFunc(there, func(one string) bool { return strings.HasPrefix(one, word) }) {
			return false
		}
	}
	return true
}

// words are the words of a text in small letters.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
