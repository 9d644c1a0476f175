module github.com/countersign-dev/countersign/bench/peers

go 1.26.0

require (
	github.com/aws/aws-sdk-go-v2 v1.47.7
	github.com/aws/smithy-go v1.28.8
	github.com/countersign-dev/countersign/sigv4 v0.0.0
)

replace github.com/countersign-dev/countersign/sigv4 => ../../sigv4
