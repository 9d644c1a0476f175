package main

import (
	"bufio"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// Rounds of the crash test: all of them where everything is tested, some on a
// developer's machine.
const (
	crashRoundsCI = 30
	crashRounds   = 5
	crashCallers  = 66 // two make clusters and keys, the others statements
	crashTables   = 3  // clusters that statements run on
)

// Whatever was acknowledged before a kill -9 is there after it: clusters, access
// keys, and statements, each of which takes effect exactly once if it is FINISHED
// and not at all if it is FAILED. Of a batch that is a transaction all parts take
// effect or none; of another, those that are FINISHED. The result of a query is whole,
// and the end of each statement that asked for it is told in an event.
func TestAcknowledgedIsThereAfterAKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills and restarts the server many times; runs without -short")
	}
	rounds := crashRounds
	if os.Getenv("CI") != "" {
		rounds = crashRoundsCI
	}
	c := &crash{t: t, dir: t.TempDir(), random: rand.New(rand.NewPCG(1, 2))}
	c.start()
	for k := range crashTables {
		c.must("redshift", "CreateCluster", c.clusterInput(fmt.Sprintf("table-%d", k)))
	}
	for k := range crashTables {
		c.awaitCluster(fmt.Sprintf("table-%d", k))
		c.makeTable(k)
	}
	for round := range rounds {
		c.load(round, time.Duration(100+c.random.IntN(400))*time.Millisecond)
		c.start()
	}
	c.verify()
	submitted := map[int]bool{}
	for _, a := range c.statements {
		submitted[a.kind] = true
	}
	if len(c.clusters) == 0 || len(c.users) == 0 || len(submitted) != query+1 {
		t.Errorf("too little was acknowledged: %d clusters, %d keys, statements of the kinds %v", len(c.clusters), len(c.users), submitted)
	}
	if err := c.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Error(err)
	}
	_ = c.cmd.Wait()
	t.Logf("%d rounds: %d clusters, %d keys, %d statements acknowledged", rounds, len(c.clusters), len(c.users), len(c.statements))
}

// crash is the server that is killed, and what it has acknowledged.
type crash struct {
	t        *testing.T
	dir      string
	random   *rand.Rand
	cmd      *exec.Cmd
	endpoint string
	client   *http.Client

	mu         sync.Mutex
	next       int
	clusters   []string
	users      []string
	statements map[string]acknowledged
}

// acknowledged is a statement whose id the caller was given.
type acknowledged struct {
	row
	kind int
}

// A row is a value in a table.
type row struct{ table, value int }

// Kinds of statements.
const (
	insert      = iota // of the value
	transaction        // a batch that inserts the value and its negative
	autoCommit         // the same, without a transaction
	query              // of queryRows rows
)

// mix says which kinds follow each other.
var mix = [...]int{insert, transaction, insert, autoCommit, insert, transaction, insert, autoCommit, insert, query}

// queryRows makes a result of several pages.
const queryRows = 100_000

const (
	crashKey    = "AKIACOUNTERSIGNCRASH"
	crashSecret = "countersign/crash/test/no+secret/at/all0"
)

// start starts the server on the folder and waits until it is ready.
func (c *crash) start() {
	c.t.Helper()
	c.cmd = exec.Command("countersign", "serve", "--data-dir", c.dir, "--listen", "127.0.0.1:0", "--sql-listen", "127.0.0.1:0")
	c.cmd.Env = append(os.Environ(), "COUNTERSIGN_ACCESS_KEY_ID="+crashKey, "COUNTERSIGN_SECRET_ACCESS_KEY="+crashSecret)
	var log lockedBuffer
	c.cmd.Stderr = &log
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	started := c.cmd
	c.t.Cleanup(func() { _ = started.Process.Kill(); _ = started.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		c.t.Fatalf("server did not start: %v\n%s", err, log.String())
	}
	_, c.endpoint, _ = strings.Cut(strings.TrimSpace(line), " at ")
	c.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: crashCallers}, Timeout: time.Minute}
	if c.statements == nil {
		c.statements = map[string]acknowledged{}
	}
}

// load has callers at work for a while, and kills the server in the middle.
func (c *crash) load(round int, d time.Duration) {
	ctx, cancel := context.WithCancel(c.t.Context())
	var callers sync.WaitGroup
	for n := range crashCallers {
		callers.Go(func() {
			for ctx.Err() == nil && c.call(round, n) {
			}
		})
	}
	time.Sleep(d) // the load's length, not a wait for something
	if err := c.cmd.Process.Kill(); err != nil {
		c.t.Error(err)
	}
	_ = c.cmd.Wait()
	cancel()
	callers.Wait()
}

// call makes one call and notes what was acknowledged; false ends the caller.
func (c *crash) call(round, n int) bool {
	c.mu.Lock()
	c.next++
	value := c.next
	c.mu.Unlock()
	switch n {
	case 0:
		name := fmt.Sprintf("r%d-%d", round, value)
		_, err := c.try("redshift", "CreateCluster", c.clusterInput(name))
		return c.note(err, func() { c.clusters = append(c.clusters, name) })
	case 1:
		name := fmt.Sprintf("user-%d", value)
		if _, err := c.try("iam", "CreateUser", "&UserName="+name); err != nil {
			return false
		}
		_, err := c.try("iam", "CreateAccessKey", "&UserName="+name)
		return c.note(err, func() { c.users = append(c.users, name) })
	}
	a := acknowledged{row{n % crashTables, value}, mix[value%len(mix)]}
	id, err := c.submit(a)
	return c.note(err, func() { c.statements[id] = a })
}

// submit hands over a statement of that kind.
func (c *crash) submit(a acknowledged) (id string, err error) {
	one, other := fmt.Sprintf("insert into t (v) values (%d)", a.value), fmt.Sprintf("insert into t (v) values (%d)", -a.value)
	both := fmt.Sprintf(`"Sqls":[%q,%q]`, one, other)
	operation, what := "ExecuteStatement", fmt.Sprintf(`"WithEvent":true,"Sql":%q`, one)
	switch a.kind {
	case transaction:
		operation, what = "BatchExecuteStatement", both
	case autoCommit:
		operation, what = "BatchExecuteStatement", both+`,"ExecutionMode":"AUTO_COMMIT"`
	case query:
		what = fmt.Sprintf(`"Sql":"select * from generate_series(1, %d)"`, queryRows)
	}
	var out struct {
		ID string `json:"Id"`
	}
	answer, err := c.try("redshift-data", operation, fmt.Sprintf(`{"ClusterIdentifier":"table-%d","Database":"dev","DbUser":"admin",%s}`, a.table, what))
	if err == nil {
		err = json.Unmarshal(answer, &out)
	}
	return out.ID, err
}

// note notes an acknowledgement, if that is what the call ended with.
func (c *crash) note(err error, acknowledge func()) bool {
	if err != nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	acknowledge()
	return true
}

func (c *crash) clusterInput(name string) string {
	return "&ClusterIdentifier=" + name + "&NodeType=ra3.large&MasterUsername=admin&MasterUserPassword=Secret99"
}

func (c *crash) statement(table int, sql string) string {
	return fmt.Sprintf(`{"ClusterIdentifier":"table-%d","Database":"dev","DbUser":"admin","Sql":%q}`, table, sql)
}

// try calls an operation; input is a form for the query services and JSON for the Data API.
func (c *crash) try(service, operation, input string) ([]byte, error) {
	versions := map[string]string{"redshift": "2012-12-01", "iam": "2010-05-08"}
	body, contentType := input, "application/x-amz-json-1.1"
	if version, query := versions[service]; query {
		body, contentType = "Action="+operation+"&Version="+version+input, "application/x-www-form-urlencoded"
	}
	req, err := http.NewRequest(http.MethodPost, c.endpoint+"/", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	if service == "redshift-data" {
		req.Header.Set("X-Amz-Target", "RedshiftData."+operation)
	}
	signer := sigv4.Signer{Region: "us-east-1", Service: service, Credentials: sigv4.Credentials{AccessKeyID: crashKey, SecretAccessKey: crashSecret}}
	if err := signer.SignHTTP(req, sigv4.HashPayload([]byte(body))); err != nil {
		return nil, err
	}
	res, err := c.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d %s", operation, res.StatusCode, answer)
	}
	return answer, err
}

func (c *crash) must(service, operation, input string) []byte {
	c.t.Helper()
	answer, err := c.try(service, operation, input)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer
}

func (c *crash) awaitCluster(name string) {
	c.t.Helper()
	for range 600 {
		if strings.Contains(string(c.must("redshift", "DescribeClusters", "&ClusterIdentifier="+name)), "<ClusterStatus>available<") {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	c.t.Fatalf("cluster %s does not become available", name)
}

// makeTable makes the table of a cluster, of all that the database keeps with one, and a
// view: a database that is opened after a kill reads them first.
func (c *crash) makeTable(table int) {
	c.t.Helper()
	for _, sql := range []string{
		`create table t (v integer not null, id bigint identity(1, 1), half integer default 7 / 2, name varchar(9) default 'x', made timestamp default getdate())
			diststyle key distkey(v) compound sortkey(v, id)`,
		"create view seen as select v, half / 1 as half, name::varchar(3) from t",
	} {
		if status, failure := c.finish(c.execute(table, sql)); status != "FINISHED" {
			c.t.Fatalf("%s: %s %s", sql, status, failure)
		}
	}
}

func (c *crash) execute(table int, sql string) string {
	c.t.Helper()
	var out struct {
		ID string `json:"Id"`
	}
	if err := json.Unmarshal(c.must("redshift-data", "ExecuteStatement", c.statement(table, sql)), &out); err != nil {
		c.t.Fatal(err)
	}
	return out.ID
}

// finish waits for a statement's end, and returns its status and error.
func (c *crash) finish(id string) (status, failure string) {
	c.t.Helper()
	out := c.ended(id)
	return out.Status, out.Error
}

// described is what DescribeStatement tells.
type described struct {
	Status, Error string
	ResultRows    int64
	SubStatements []struct{ Status string }
}

// ended waits for a statement's end.
func (c *crash) ended(id string) (out described) {
	c.t.Helper()
	for range 60 {
		out = described{}
		if err := json.Unmarshal(c.must("redshift-data", "DescribeStatement", fmt.Sprintf(`{"Id":%q,"WaitTimeSeconds":2}`, id)), &out); err != nil {
			c.t.Fatal(err)
		}
		switch out.Status {
		case "FINISHED", "FAILED", "ABORTED":
			return out
		}
	}
	return described{Status: "stuck"}
}

// verify holds what is there against what was acknowledged.
func (c *crash) verify() {
	for _, name := range c.clusters {
		c.awaitCluster(name)
	}
	for _, name := range c.users {
		var out struct {
			Keys []string `xml:"ListAccessKeysResult>AccessKeyMetadata>member>AccessKeyId"`
		}
		if err := xml.Unmarshal(c.must("iam", "ListAccessKeys", "&UserName="+name), &out); err != nil || len(out.Keys) != 1 {
			c.t.Errorf("keys of %s: %v, %v", name, out.Keys, err)
		}
	}
	counts := c.counts()
	for id, a := range c.statements {
		c.verifyStatement(id, a, counts)
	}
	c.verifyEvents()
	for a, n := range counts {
		if n > 1 {
			c.t.Errorf("row %v is there %d times", a, n)
		}
	}
}

// verifyStatement holds a statement against the rows that there are.
func (c *crash) verifyStatement(id string, a acknowledged, counts map[row]int64) {
	out := c.ended(id)
	effect := map[bool]int64{true: 1}
	finished := out.Status == "FINISHED"
	n, negative := counts[a.row], counts[row{a.table, -a.value}]
	wrong := out.Status == "stuck" || !finished && out.Error == ""
	switch a.kind {
	case insert:
		wrong = wrong || n != effect[finished] || negative != 0
	case transaction:
		wrong = wrong || n != effect[finished] || negative != n
	case autoCommit:
		wrong = wrong || len(out.SubStatements) != 2 || n != effect[out.SubStatements[0].Status == "FINISHED"] || negative != effect[out.SubStatements[1].Status == "FINISHED"]
	case query:
		wrong = wrong || n != 0 || finished && c.pages(id) != queryRows
	}
	if wrong {
		c.t.Errorf("statement %s of kind %d: %+v, and its rows are there %d and %d times", id, a.kind, out, n, negative)
	}
}

// pages reads a result to its end, and tells how many rows it has.
func (c *crash) pages(id string) (rows int) {
	for token := "null"; token != ""; {
		var out struct {
			Records   []json.RawMessage
			NextToken string
		}
		if err := json.Unmarshal(c.must("redshift-data", "GetStatementResult", fmt.Sprintf(`{"Id":%q,"NextToken":%s}`, id, token)), &out); err != nil {
			c.t.Fatal(err)
		}
		rows += len(out.Records)
		if token = ""; out.NextToken != "" {
			token = fmt.Sprintf("%q", out.NextToken)
		}
	}
	return rows
}

// verifyEvents looks for the events that were asked for. They come after the end.
func (c *crash) verifyEvents() {
	want := 0
	for _, a := range c.statements {
		if a.kind == insert {
			want++
		}
	}
	told := map[string]string{}
	for range 600 {
		text, err := os.ReadFile(filepath.Join(c.dir, "events.jsonl"))
		if err != nil {
			c.t.Fatal(err)
		}
		clear(told)
		for line := range strings.Lines(string(text)) {
			var e struct {
				Detail struct{ StatementID, State string }
			}
			if json.Unmarshal([]byte(line), &e) == nil {
				told[e.Detail.StatementID] = e.Detail.State
			}
		}
		if len(told) >= want {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	for id, a := range c.statements {
		if a.kind != insert {
			continue
		}
		if status, _ := c.finish(id); told[id] != status {
			c.t.Errorf("statement %s is %s, and its event tells %q", id, status, told[id])
		}
	}
}

// counts tells how often each value is in its table, once no statement is open.
func (c *crash) counts() map[row]int64 {
	counts := map[row]int64{}
	for id := range c.statements {
		c.finish(id)
	}
	for table := range crashTables {
		id := c.execute(table, "select v, count(*) from seen group by v")
		if status, failure := c.finish(id); status != "FINISHED" {
			c.t.Fatalf("table %d: %s, %s", table, status, failure)
		}
		for token := "null"; token != ""; {
			var out struct {
				Records   [][]struct{ LongValue int64 }
				NextToken string
			}
			if err := json.Unmarshal(c.must("redshift-data", "GetStatementResult", fmt.Sprintf(`{"Id":%q,"NextToken":%s}`, id, token)), &out); err != nil {
				c.t.Fatal(err)
			}
			for _, r := range out.Records {
				counts[row{table, int(r[0].LongValue)}] = r[1].LongValue
			}
			if token = ""; out.NextToken != "" {
				token = fmt.Sprintf("%q", out.NextToken)
			}
		}
	}
	return counts
}
