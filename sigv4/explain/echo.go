package explain

import "strings"

// readEcho holds the canonical request that AWS echoes against ours. Where they are the
// same, the secret or its key is what differs; a line that differs names its cause.
func (e *Explanation) readEcho(s *subject, a *Answer, table []entry) {
	if a == nil || e.CanonicalRequest == "" {
		return
	}
	if a.CanonicalRequest == "" {
		if s.signatureMatches() && a.says("signature we calculated does not match") {
			e.addTelling(table, "wrong-secret", "The signature is what the secret at hand yields: AWS holds another secret for "+
				ShownKeyID(s.claim.id)+", or the request was changed on its way.")
		}
		return
	}
	same := true
	for _, line := range Diff(maskToken(s.mask(e.CanonicalRequest)), maskToken(s.mask(a.CanonicalRequest))) {
		if line.Same {
			continue
		}
		same = false
		e.addTelling(table, echoCause(line.What), "AWS saw another "+orElse(line.What, "line")+": "+quote(line.Theirs)+", and not "+quote(line.Ours)+".")
	}
	if same {
		e.addTelling(table, "wrong-secret", "AWS echoes the very canonical request that the request makes: only the secret, or the key made of it, can differ.")
	}
}

func (e *Explanation) addTelling(table []entry, id, say string) {
	for i := range table {
		if table[i].ID == id {
			f := telling("%s", say)[0]
			f.Cause = table[i].Cause
			e.add(f)
		}
	}
}

// echoCause is the cause that a differing part of the canonical request points to.
func echoCause(what string) string {
	switch what {
	case "method":
		return "method-changed"
	case "path":
		return "path-prefix-stripped"
	case "query":
		return "query-parameter-added"
	case "payload":
		return "payload-changed-after-signing"
	case "signed headers":
		return "header-listed-not-signed"
	case "header host":
		return "host-rewritten-by-proxy"
	case "header content-type":
		return "content-type-changed"
	case "header content-length":
		return "content-length-changed"
	case "header accept-encoding":
		return "accept-encoding-rewritten"
	case "header " + tokenHeader:
		return "token-not-signed"
	}
	if strings.HasPrefix(what, "header x-amz-date") {
		return "date-header-changed"
	}
	return "unguessable-header-changed"
}
