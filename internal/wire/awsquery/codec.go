// Package awsquery is AWS's query protocol: a form in, XML out.
//
// A Codec is driven by the description of a service's shapes and knows nothing
// of what they mean. Encoders are compiled once per shape, on first use.
//
// Source: the protocol as AWS's published models and its own clients speak it.
package awsquery

import (
	"sync"

	"github.com/countersign-dev/countersign/internal/shape"
)

// A Codec decodes the inputs and encodes the outputs of one service. It is
// safe for concurrent use.
type Codec struct {
	model    *shape.Model
	encoders sync.Map // shape name → encoder
}

// NewCodec returns a codec for the model.
func NewCodec(model *shape.Model) *Codec { return &Codec{model: model} }
