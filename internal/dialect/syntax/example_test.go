package syntax_test

import (
	"fmt"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// The statement that the package's documentation follows on its way.
func Example() {
	statements, err := syntax.Parse("SELECT TOP 3 c.name, -price::INT total FROM sales")
	if err != nil {
		fmt.Println(err)
		return
	}
	query := statements[0].Stmt.(*syntax.Query)
	item := query.Body.(*syntax.Select).Items[1]
	sign := item.X.(*syntax.Unary)
	cast := sign.X.(*syntax.Cast)
	fmt.Println(sign.Op, syntax.Print(cast.X), syntax.Print(cast.Type), item.Alias, "at byte", cast.Byte())
	fmt.Println(syntax.Print(query))
	// Output:
	// - price INTEGER total at byte 27
	// SELECT TOP 3 c.name, -price::INTEGER AS total FROM sales
}

// An error has a state, Redshift's words, and the position of a character.
func ExampleParse_error() {
	_, err := syntax.Parse("SELECT 'ä' FORM sales s")
	fmt.Println(err)
	_, err = syntax.Parse("CREATE MODEL m FROM t")
	fmt.Println(err)
	// Output:
	// syntax error at or near "sales" (SQLSTATE 42601)
	// CREATE MODEL is not supported (SQLSTATE 0A000)
}
