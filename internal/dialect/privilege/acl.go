package privilege

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Grantee is who privileges are given to. The zero value is PUBLIC.
type Grantee struct {
	Kind byte // 'u', 'g' or 'r'; 0 for PUBLIC
	ID   int
}

// User, Group and Role make grantees of ids.
func User(id int) Grantee  { return Grantee{'u', id} }
func Group(id int) Grantee { return Grantee{'g', id} }
func Role(id int) Grantee  { return Grantee{'r', id} }

// String is the grantee as lists are kept: u100, g101, r102, or nothing for PUBLIC.
func (g Grantee) String() string {
	if g.Kind == 0 {
		return ""
	}
	return string(g.Kind) + strconv.Itoa(g.ID)
}

func parseGrantee(s string) (Grantee, error) {
	if s == "" {
		return Grantee{}, nil
	}
	id, err := strconv.Atoi(s[1:])
	if err != nil || !strings.ContainsRune("ugr", rune(s[0])) {
		return Grantee{}, fmt.Errorf("privilege: grantee %q", s)
	}
	return Grantee{s[0], id}, nil
}

// An Item is what one user has granted to one grantee.
type Item struct {
	To    Grantee
	Can   Set
	Grant Set // part of Can: what may be granted on
	By    int // the user who granted it
}

// An ACL is an object's list of grants. nil is the list that Default tells; one of
// length 0 grants nothing.
//
// It is kept in JSON as texts, PostgreSQL's with ids for names: ["u100=arwd/100","=r/100"].
type ACL []Item

// String is an item as it is kept.
func (i Item) String() string {
	return i.To.String() + "=" + i.Can.text(i.Grant) + "/" + strconv.Itoa(i.By)
}

// ParseItem reads what String wrote.
func ParseItem(s string) (Item, error) {
	to, rest, ok := strings.Cut(s, "=")
	can, by, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 {
		return Item{}, fmt.Errorf("privilege: item %q", s)
	}
	var i Item
	var err error
	if i.To, err = parseGrantee(to); err != nil {
		return i, err
	}
	if i.By, err = strconv.Atoi(by); err != nil {
		return i, fmt.Errorf("privilege: item %q", s)
	}
	last := Set(0)
	for _, letter := range can {
		switch at := strings.IndexRune(letters, letter); {
		case at >= 0:
			last = Set(1) << at
			i.Can |= last
		case letter == '*' && last != 0:
			i.Grant |= last
		default:
			return i, fmt.Errorf("privilege: item %q", s)
		}
	}
	return i, nil
}

// MarshalJSON writes the list as texts.
func (a ACL) MarshalJSON() ([]byte, error) {
	if a == nil {
		return []byte("null"), nil
	}
	texts := make([]string, len(a))
	for i, item := range a {
		texts[i] = item.String()
	}
	return json.Marshal(texts)
}

// UnmarshalJSON reads the list.
func (a *ACL) UnmarshalJSON(text []byte) error {
	var texts []string
	if err := json.Unmarshal(text, &texts); err != nil {
		return err
	}
	*a = nil
	if texts == nil {
		return nil
	}
	list := make(ACL, len(texts))
	for i, t := range texts {
		item, err := ParseItem(t)
		if err != nil {
			return err
		}
		list[i] = item
	}
	*a = list
	return nil
}

// Names tells the name of a grantee that is not PUBLIC.
type Names func(Grantee) string

// Text is the list as PostgreSQL shows it: {admin=arwdRxt/admin,"group staff=r/admin"}.
// A name that would not be read back as one is in double quotes.
func (a ACL) Text(name Names) string {
	items := make([]string, len(a))
	for i, item := range a {
		text := item.Text(name)
		if strings.ContainsAny(text, `{},"\ `) {
			text = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
		}
		items[i] = text
	}
	return "{" + strings.Join(items, ",") + "}"
}

// Text is an item as PostgreSQL shows it: staff's is "group staff=r/admin".
func (i Item) Text(name Names) string {
	to := ""
	switch i.To.Kind {
	case 'u':
		to = quoted(name(i.To))
	case 'g':
		to = "group " + quoted(name(i.To))
	case 'r':
		to = "role " + quoted(name(i.To))
	}
	return to + "=" + i.Can.text(i.Grant) + "/" + quoted(name(User(i.By)))
}

// quoted is a name as items show it.
func quoted(name string) string {
	plain := name != ""
	for _, r := range name {
		plain = plain && (r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127)
	}
	if plain {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// Mentions tells whether a list has something to do with a grantee: who was granted
// something, or, of a user, who granted it.
func (a ACL) Mentions(g Grantee) bool {
	return slices.ContainsFunc(a, func(i Item) bool { return i.To == g || g.Kind == 'u' && i.By == g.ID })
}
