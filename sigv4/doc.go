// Package sigv4 signs and verifies requests with AWS Signature Version 4, and shows
// every step on the way. It needs the standard library only.
//
// # Signing
//
// A client fills a [Signer] with credentials, Region and service and calls
// [Signer.SignHTTP] with the request it is about to send and the hash of its body:
//
//	signer := &sigv4.Signer{Credentials: credentials, Region: "us-east-1", Service: "redshift"}
//	err := signer.SignHTTP(req, sigv4.HashPayload(body))
//
// [Signer.PresignHTTP] makes a URL that carries its signature. [Signer.Sign] and
// [Signer.Presign] do the same for a [Request], the plain form without net/http, and
// return every step. [Signer.AppendAuthorization] and [Signer.AppendPresigned] write
// into memory of the caller's and allocate nothing.
//
// # Verifying
//
// A server fills a [Verifier] with a look-up of access keys, the service that it is and
// the Regions that it serves, and puts [Middleware] in front of its handlers:
//
//	verifier := &sigv4.Verifier{Lookup: lookup, Service: "redshift", ValidRegion: sigv4.Regions("us-east-1")}
//	http.ListenAndServe(addr, sigv4.Middleware(verifier)(handler))
//
// The handler finds who asks by [IdentityFrom]. A server with a front door of its own
// takes the two phases one by one, and names the service that each request asks for,
// never the one that the client claims:
//
//	r := sigv4.RequestFromHTTP(req)
//	r.Service = "redshift"
//	claim, err := verifier.Inspect(ctx, r) // everything that needs no body
//	…                                      // now read the body
//	err = claim.VerifyBody(body)           // nil: it is who it claims to be
//
// A refusal is an [*Error]: AWS's code, status and text for both families of its
// protocols, and the check that failed. Checks are made in AWS's order, so that a
// request with several faults is refused for the same one.
//
// # Seeing what is signed
//
// [CanonicalRequest], [StringToSign], [DeriveSigningKey] and [SigningKey.Signature]
// are the four steps. [Signed] holds what they yielded, and so does the [Error] of a
// signature that differs: compare its canonical request with the client's, line by
// line, and the line that differs names the cause.
//
// # What is decided where AWS's documents are silent
//
//   - In a query "+" is a space, as it is to whoever reads the parameters.
//   - Runs of spaces in a header's value become one; tabs inside stay.
//   - Repeated headers are one value, joined with commas, for signing and for use:
//     two dates are a malformed date.
//   - Every header whose name begins with X-Amz- must be signed where it is sent, but
//     for X-Amz-Cf-Id and X-Amz-User-Agent, which mean nothing to a service.
//   - X-Amz-Expires is honoured; without it a presigned request is good for as long
//     as the verifier's window.
//
// Signature Version 4A and chunked uploads (aws-chunked) are refused.
//
// # Memory
//
// Signers, verifiers and key caches are for many goroutines, a [Claim] is for one at a
// time. Whoever keeps claims and hands them to [Verifier.InspectInto] verifies without
// allocating, as long as its requests are of one kind: names of signed headers that the
// last request did not have are copied.
package sigv4
