package duckdb

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"math/bits"

	"github.com/dgryski/go-farm"
)

// hashScalars are hashes of bytes; those of texts are of their UTF-8.
// Source: docs.aws.amazon.com/redshift/latest/dg/hash-functions.html.
var hashScalars = []scalar{
	{name: "countersign_sha2", args: []string{"BLOB", "INTEGER"}, result: "VARCHAR", call: func(in *arguments, out *answer) error {
		if digest := sha2(in.bytes(0), in.int(1)); digest != nil {
			out.text(hex.EncodeToString(digest))
		} else {
			out.null()
		}
		return nil
	}},
	{name: "countersign_crc32", args: []string{"VARCHAR"}, result: "VARCHAR", call: func(in *arguments, out *answer) error {
		out.text(fmt.Sprintf("%08x", crc32.Checksum(in.bytes(0), castagnoli)))
		return nil
	}},
	{name: "countersign_fnv", args: []string{"BLOB"}, result: "BIGINT", call: func(in *arguments, out *answer) error {
		h := fnv.New64a()
		h.Write(in.bytes(0))
		out.int(int64(h.Sum64()))
		return nil
	}},
	{name: "countersign_fnv", args: []string{"BLOB", "BIGINT"}, result: "BIGINT", call: func(in *arguments, out *answer) error {
		h := uint64(in.int(1))
		for _, b := range in.bytes(0) {
			h = (h ^ uint64(b)) * fnvPrime
		}
		out.int(int64(h))
		return nil
	}},
	{name: "countersign_murmur", args: []string{"BLOB", "INTEGER"}, result: "INTEGER", call: func(in *arguments, out *answer) error {
		out.int(int64(int32(murmur3(in.bytes(0), uint32(in.int(1))))))
		return nil
	}},
	{name: "countersign_farm", args: []string{"BLOB"}, result: "BIGINT", call: func(in *arguments, out *answer) error {
		out.int(int64(farm.Fingerprint64(in.bytes(0))))
		return nil
	}},
	// A whole number's bytes, the lowest first.
	{name: "countersign_bytes", args: []string{"BIGINT", "INTEGER"}, result: "BLOB", call: func(in *arguments, out *answer) error {
		out.bytes(binary.LittleEndian.AppendUint64(nil, uint64(in.int(0)))[:in.int(1)])
		return nil
	}},
}

const fnvPrime = 1099511628211

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sha2 is a digest of so many bits, 0 for 256; nil for numbers that SHA-2 has not.
func sha2(data []byte, size int64) []byte {
	switch size {
	case 0, 256:
		sum := sha256.Sum256(data)
		return sum[:]
	case 224:
		sum := sha256.Sum224(data)
		return sum[:]
	case 384:
		sum := sha512.Sum384(data)
		return sum[:]
	case 512:
		sum := sha512.Sum512(data)
		return sum[:]
	}
	return nil
}

// murmur3 is MurmurHash3 for x86, of 32 bits.
func murmur3(data []byte, seed uint32) uint32 {
	h, n := seed, uint32(len(data))
	for ; len(data) >= 4; data = data[4:] {
		h = bits.RotateLeft32(h^murmurMix(binary.LittleEndian.Uint32(data)), 13)*5 + 0xe6546b64
	}
	var rest uint32
	for i, b := range data {
		rest |= uint32(b) << (8 * i)
	}
	h ^= murmurMix(rest) ^ n
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}

func murmurMix(k uint32) uint32 { return bits.RotateLeft32(k*0xcc9e2d51, 15) * 0x1b873593 }
