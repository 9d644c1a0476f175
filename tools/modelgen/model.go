package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// apiModel is the part of a botocore service-2.json that is used here.
type apiModel struct {
	Metadata struct {
		APIVersion     string `json:"apiVersion"`
		EndpointPrefix string `json:"endpointPrefix"`
		Protocol       string `json:"protocol"`
		ServiceID      string `json:"serviceId"`
		SigningName    string `json:"signingName"`
		TargetPrefix   string `json:"targetPrefix"`
		XMLNamespace   string `json:"xmlNamespace"`
		UID            string `json:"uid"`
	} `json:"metadata"`
	Operations map[string]*apiOperation `json:"operations"`
	Shapes     map[string]*apiShape     `json:"shapes"`
}

type apiOperation struct {
	Name   string  `json:"name"`
	Input  *apiRef `json:"input"`
	Output *apiRef `json:"output"`
}

type apiRef struct {
	Shape         string `json:"shape"`
	LocationName  string `json:"locationName"`
	ResultWrapper string `json:"resultWrapper"`
	Flattened     bool   `json:"flattened"`
}

type apiShape struct {
	Type       string      `json:"type"`
	Members    orderedRefs `json:"members"`
	Required   []string    `json:"required"`
	Member     *apiRef     `json:"member"`
	Key        *apiRef     `json:"key"`
	Value      *apiRef     `json:"value"`
	Min        *float64    `json:"min"`
	Max        *float64    `json:"max"`
	Pattern    string      `json:"pattern"`
	Enum       []string    `json:"enum"`
	Sensitive  bool        `json:"sensitive"`
	Union      bool        `json:"union"`
	Flattened  bool        `json:"flattened"`
	Exception  bool        `json:"exception"`
	Fault      bool        `json:"fault"`
	Timestamps string      `json:"timestampFormat"`
	Error      *struct {
		Code           string `json:"code"`
		HTTPStatusCode int    `json:"httpStatusCode"`
		SenderFault    bool   `json:"senderFault"`
	} `json:"error"`
}

// orderedRefs keeps the members of a structure in the model's order, which is
// the order in which AWS answers them.
type orderedRefs []namedRef

type namedRef struct {
	name string
	ref  apiRef
}

func (o *orderedRefs) UnmarshalJSON(data []byte) error {
	var byName map[string]apiRef
	if err := json.Unmarshal(data, &byName); err != nil {
		return err
	}
	names, err := objectKeys(data)
	if err != nil {
		return err
	}
	for _, name := range names {
		*o = append(*o, namedRef{name, byName[name]})
	}
	return nil
}

// objectKeys lists the keys of a JSON object in the order of the text.
func objectKeys(data []byte) ([]string, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	if _, err := dec.Token(); err != nil { // the opening brace
		return nil, err
	}
	var keys []string
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, err
		}
		keys = append(keys, token.(string))
		var skip json.RawMessage
		if err := dec.Decode(&skip); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

func readModel(archive *zip.Reader, t target) (*apiModel, error) {
	data, err := readGzip(archive, "botocore/data/"+t.service+"/"+t.version+"/service-2.json.gz")
	if err != nil {
		return nil, err
	}
	var m apiModel
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, err
	}
	return &m, m.refuseUnknown()
}

// refuseUnknown fails on traits that the codecs do not know, so that a newer
// model cannot change the wire unnoticed.
func (m *apiModel) refuseUnknown() error {
	if !slices.Contains([]string{"query", "json"}, m.Metadata.Protocol) {
		return fmt.Errorf("protocol %q is not known", m.Metadata.Protocol)
	}
	for name, s := range m.Shapes {
		if s.Flattened || s.Timestamps != "" {
			return fmt.Errorf("shape %s: flattened lists and timestamp formats are not known", name)
		}
		if _, ok := kinds[s.Type]; !ok {
			return fmt.Errorf("shape %s: type %q is not known", name, s.Type)
		}
	}
	return nil
}

func readGzip(archive *zip.Reader, name string) ([]byte, error) {
	f, err := archive.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
