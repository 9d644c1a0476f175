// Package privilege decides who may do what to a database's objects.
//
// It is arithmetic on lists of grants: it reads no catalogue and asks nobody. Who asks
// is a [Who]; what is asked is a list of [Access], each with the object's owner and
// its list of grants as the database keeps them. A list is changed by [ACL.Grant] and
// [ACL.Revoke], which are PostgreSQL 8's rules with the privileges that Redshift adds.
//
// Users, groups and roles are numbers here, so that a grant outlives a new name and
// does not pass to who gets an old one.
package privilege

import "strings"

// A Set is some privileges.
type Set uint32

// The privileges, in the order in which lists of grants show them.
const (
	Insert     Set = 1 << iota // a
	Select                     // r
	Update                     // w
	Delete                     // d
	Rule                       // R: PostgreSQL's, which nothing asks for
	References                 // x
	Trigger                    // t: as Rule
	Execute                    // X
	Usage                      // U
	Create                     // C
	Temp                       // T
	Drop                       // D
	Truncate                   // P
	Alter                      // A
)

// letters are how lists of grants show privileges. PostgreSQL has all but the last
// three, which Redshift adds.
const letters = "arwdRxtXUCTDPA"

// names are the words of GRANT.
var names = map[string]Set{
	"INSERT": Insert, "SELECT": Select, "UPDATE": Update, "DELETE": Delete, "RULE": Rule, "REFERENCES": References, "TRIGGER": Trigger,
	"EXECUTE": Execute, "USAGE": Usage, "CREATE": Create, "TEMP": Temp, "DROP": Drop, "TRUNCATE": Truncate, "ALTER": Alter,
}

// Named is the privilege that GRANT calls so, in capitals.
func Named(name string) (Set, bool) {
	s, ok := names[name]
	return s, ok
}

// Names are the words of GRANT for the privileges of a set.
func (s Set) Names() []string {
	var list []string
	for i := range letters {
		one := Set(1) << i
		for name, is := range names {
			if is == one && s&one != 0 {
				list = append(list, name)
			}
		}
	}
	return list
}

// String is the privileges' letters.
func (s Set) String() string { return s.text(0) }

// text is the letters, each with a star that can be granted on.
func (s Set) text(grantable Set) string {
	var b strings.Builder
	for i, letter := range letters {
		one := Set(1) << i
		if s&one != 0 {
			b.WriteRune(letter)
			if grantable&one != 0 {
				b.WriteByte('*')
			}
		}
	}
	return b.String()
}

// A Kind is a kind of object.
type Kind uint8

// The kinds.
const (
	Relation Kind = iota + 1 // a table or a view
	Schema
	Database
	Function // that everybody may call, until that is revoked
	Procedure
	Language
)

var kindNames = map[Kind]string{Relation: "relation", Schema: "schema", Database: "database", Function: "function", Procedure: "procedure", Language: "language"}

// String is what errors call the kind.
func (k Kind) String() string { return kindNames[k] }

// All are the privileges that objects of a kind have.
func (k Kind) All() Set {
	switch k {
	case Relation:
		return Insert | Select | Update | Delete | Rule | References | Trigger | Drop | Truncate | Alter
	case Schema:
		return Usage | Create | Drop | Alter
	case Database:
		return Usage | Create | Temp | Alter
	case Function, Procedure:
		return Execute
	case Language:
		return Usage
	}
	return 0
}

// PublicSchema is the schema that everybody may use and create in, until that is
// revoked.
const PublicSchema = "public"

// Default is the list of an object on which nothing was granted or revoked yet. Name
// is asked of schemas alone.
func Default(kind Kind, name string, owner int) ACL {
	list := ACL{}
	switch {
	case kind == Schema && name == PublicSchema:
		list = append(list, Item{Can: Usage | Create, By: owner})
	case kind == Database:
		list = append(list, Item{Can: Temp, By: owner})
	case kind == Function:
		list = append(list, Item{Can: Execute, By: owner})
	case kind == Language:
		list = append(list, Item{Can: Usage, By: owner})
	}
	return append(list, Item{To: User(owner), Can: kind.All(), By: owner})
}
