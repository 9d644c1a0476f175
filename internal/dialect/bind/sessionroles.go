package bind

import (
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Functions that ask of users, roles, schemas and the cluster; what they ask about is written down.

// ofCluster is what the cluster is told to be.
func (b *binder) ofCluster(x syntax.Node, name string) typed {
	value, ok := b.Facts[name]
	if !ok {
		b.fail(x, engine.FeatureNotSupported, "%s is not known to this session", name)
	}
	return b.fact(x, name, value)
}

// isMember is USER_IS_MEMBER_OF([user,] role) and ROLE_IS_MEMBER_OF(role, role).
// Source: docs.aws.amazon.com/redshift/latest/dg/r_USER_IS_MEMBER_OF.html and r_ROLE_IS_MEMBER_OF.html.
func (b *binder) isMember(f *syntax.Func, of string) typed {
	args := b.writtenTexts(f)
	if len(args) == 1 && of == "user" {
		args = []string{b.User, args[0]}
	}
	if len(args) != 2 || b.IsMember == nil {
		b.noFunction(f, of+"_is_member_of", nil)
	}
	is, err := b.IsMember(of, args[0], args[1])
	if err != nil {
		panic(bailout{err})
	}
	return typed{x: &syntax.Bool{Pos: f.Pos, Value: is}, t: types.BoolType}
}

// prioritize is CHANGE_USER_PRIORITY(user, priority) and CHANGE_SESSION_PRIORITY(process, priority), which take effect when they
// are prepared.
func (b *binder) prioritize(f *syntax.Func, of string) typed {
	name := "change_" + of + "_priority"
	if len(f.Args) != 2 || b.Prioritize == nil {
		b.noFunction(f, name, nil)
	}
	which := ""
	switch x := f.Args[0].(type) {
	case *syntax.String:
		which = x.Value
	case *syntax.Number:
		which = x.Text
	case *syntax.Unary:
		if n, ok := x.X.(*syntax.Number); ok {
			which = x.Op + n.Text
		}
	}
	priority, ok := f.Args[1].(*syntax.String)
	if which == "" || !ok {
		b.unsupported(f, "this function of what is no literal")
	}
	said, err := b.Prioritize(of, which, priority.Value)
	if err != nil {
		panic(bailout{err})
	}
	return b.fact(f, name, said)
}
