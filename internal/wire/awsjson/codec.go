// Package awsjson is AWS's JSON 1.1 protocol: a JSON object in, one out.
//
// A Codec is driven by the description of a service's shapes and knows nothing
// of what they mean. Encoders are compiled once per shape, on first use.
package awsjson

import (
	"sync"

	"github.com/countersign-dev/countersign/internal/shape"
)

// ContentType is the content type of requests and answers.
const ContentType = "application/x-amz-json-1.1"

// A Codec decodes the inputs and encodes the outputs of one service. It is
// safe for concurrent use.
type Codec struct {
	model    *shape.Model
	encoders sync.Map // shape name → encoder
}

// NewCodec returns a codec for the model.
func NewCodec(model *shape.Model) *Codec { return &Codec{model: model} }
