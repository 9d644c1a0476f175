// Package explain says why a signed request was refused, and proves it where it can.
//
// AWS answers most broken signatures with one sentence. Whoever holds the secret can
// do better: sign the request again under each plausible mistake, and the mistake
// under which the claimed signature comes out is not a guess but a proof, since
// nobody hits upon an HMAC by chance.
//
//	explanation := explain.Explain(explain.Input{
//		Request: request, Body: body, Secret: secret, Now: now,
//	})
//	for _, finding := range explanation.Causes {
//		fmt.Println(finding.Cause.ID, finding.Proven, finding.Summary)
//	}
//
// # How it is laid out
//
// The catalogue is a table of causes, in one file for each subject. An entry says
// everything about its cause: the words, how the request alone betrays it, which
// hypotheses prove it, and what AWS's text tells of it. To add a cause, add an entry.
//
// A hypothesis changes one dimension of what was signed: the method, the host, the
// path, the query, the payload, one header, the list of signed headers, the secret,
// the derivation of the key, the string to sign, or the writing of the signature.
// The search tries every hypothesis alone, then pairs from different dimensions, then
// triples, within a [Budget]. The first match is the simplest.
//
// Where nothing matches, elimination still tells something: which signed headers have
// values that nobody can guess, and otherwise that the secret is another one.
//
// # What it never does
//
// It reads no environment, file or network. No field of an [Explanation] holds a
// secret or a session token, and the expected signature only where [Input.Disclose]
// says that the reader holds the secret anyway.
package explain
