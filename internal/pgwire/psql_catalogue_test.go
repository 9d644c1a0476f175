package pgwire_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// psql's backslash commands, each with what the real client shows: testdata/psql has a command, ----, and what is
// printed, with empty lines between blocks.
func TestBackslashCommands(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	mustExec(t, c, "create schema s", "create group staff", "create user bob password disable in group staff createdb",
		"create table s.parent (id int identity(1,1) primary key, name varchar(20) not null default 'x' encode zstd, price numeric(10,2) distkey, day date sortkey)",
		"create table child (r int references s.parent, n varchar(5), unique (r, n))", "comment on table child is 'a child'", "comment on column child.n is 'a name'",
		"create view v as select id, name from s.parent", "grant select on child to bob, public", "grant update (n) on child to group staff",
		"grant usage on schema s to bob", "insert into s.parent (name) values ('a'), ('b')", "alter user bob set search_path to s", "create temp table mine (a int)",
		"create materialized view mv as select name, count(*) from s.parent group by name")
	files, err := filepath.Glob("testdata/psql/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no commands: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for block := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n\n") {
			command, want, ok := strings.Cut(block, "\n----\n")
			if !ok {
				t.Fatalf("%s: a block without an answer: %s", file, block)
			}
			t.Run(command, func(t *testing.T) {
				if got := strings.TrimRight(f.psql(t, command+"\n"), "\n "); trimLines(got) != trimLines(want) {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
			})
		}
	}
}

// trimLines drops the blanks at the ends of lines.
func trimLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
