package gateway_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Whatever follows a valid request line, the gateway answers, and it answers
// neither that something inside it broke nor, since nothing here is signed with
// a key that it knows, that the request succeeded.
func FuzzRequest(f *testing.F) {
	for _, r := range []*request{describeClusters(), describeStatement(), newRequest("redshift")} {
		r.credentials.AccessKeyID = "AKIAUNKNOWNUNKNOWN00"
		_, rest, _ := strings.Cut(r.sign(f).raw(), "\r\n")
		f.Add(true, r.target, rest)
		_, rest, _ = strings.Cut(r.presign(f, time.Minute).raw(), "\r\n")
		f.Add(false, r.target, rest)
	}
	f.Add(true, "*", "Host: redshift-data.x\r\n\r\n")
	f.Add(false, "/?X-Amz-Algorithm", "Host: [::1]:1\r\nAuthorization: AWS4-HMAC-SHA256 Credential=a/b\r\n\r\n")
	f.Fuzz(func(t *testing.T, post bool, target, rest string) {
		method := "GET"
		if post {
			method = "POST"
		}
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(method + " " + target + " HTTP/1.1\r\n" + rest)))
		if err != nil {
			return // net/http answers this one by itself
		}
		log := new(journal)
		answer := httptest.NewRecorder()
		newGateway(log).ServeHTTP(answer, r)
		if answer.Code < 300 || answer.Code >= 500 {
			t.Errorf("%d\n%s\n%s", answer.Code, answer.Body, log)
		}
		if lines := log.lines(); len(lines) != 1 {
			t.Errorf("%d lines in the log:\n%s", len(lines), log)
		}
	})
}
