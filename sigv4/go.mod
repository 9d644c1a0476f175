module github.com/countersign-dev/countersign/sigv4

go 1.26.0
