// Package sigv4 signs and verifies requests with AWS Signature Version 4, and shows
// every step on the way. It needs the standard library only.
//
// # Signing
//
// A client fills a [Signer] with credentials, Region and service and calls
// [Signer.SignHTTP] with the request it is about to send and the hash of its body:
//
//	signer := &sigv4.Signer{Credentials: credentials, Region: "us-east-1", Service: "redshift"}
//	_, err := signer.SignHTTP(req, sigv4.HashPayload(body))
//
// [Signer.PresignHTTP] makes a URL that carries its signature. [Signer.Sign] and
// [Signer.Presign] do the same for a [Request], the plain form without net/http.
//
// # Verifying
//
// A server fills a [Verifier] with a look-up of access keys and the Regions that it
// serves. It names the service it was asked for, never the one the client claims:
//
//	r := sigv4.RequestFromHTTP(req)
//	r.Service = "redshift"
//	claim, err := verifier.Inspect(ctx, r) // everything that needs no body
//	…                                      // now read the body, and hash it
//	err = claim.Verify(payloadHash)        // nil: it is who it claims to be
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
//   - X-Amz-Target, X-Amz-Date, X-Amz-Security-Token and X-Amz-Content-Sha256 must be
//     signed where they are sent.
//   - X-Amz-Expires is honoured; without it a presigned request is good for as long
//     as the verifier's window.
//
// Signature Version 4A and chunked uploads (aws-chunked) are refused.
package sigv4
